/**
 * Stage 10, deploy: does a container listen where requests arrive, on port 8000 of every address?
 * Pure.
 *
 * Waiting does not help a server on another port or on the container's own loopback. The kernel's
 * list of sockets shows it within the first second (Diagnosis), long before a deadline.
 *
 * Gotcha: debuggers listen before the program does and do not report it. Their ports are excluded.
 */
import type { ListeningSocket } from '../contract/function-manager.js';
import { FUNCTION_PORT } from '../desired/function-settings.js';

/** Ports on which debuggers wait: Node.js inspector, debugpy, delve. */
const DEBUGGERS: readonly number[] = [9229, 5678, 2345];

/** The engine's DNS server, which listens in every container on a user-defined network. */
const ENGINE_DNS = '127.0.0.11';

/** Where a container listens instead. */
export interface WrongListener {
  /** Such as `listens on :3000, must be :8000`. */
  readonly words: string;
  /** Equal for equal sets of sockets. */
  readonly key: string;
}

/**
 * What is wrong with these sockets; undefined when the container listens where it should, or
 * nowhere yet.
 * @param sockets undefined if they could not be read
 */
export function wrongListener(sockets: readonly ListeningSocket[] | undefined): WrongListener | undefined {
  const open = (sockets ?? []).filter(({ port, address }) => !DEBUGGERS.includes(port) && address !== ENGINE_DNS);
  const onPort = open.filter(({ port }) => port === FUNCTION_PORT);
  if (open.length === 0 || onPort.some(({ address }) => !isLoopback(address))) return undefined;
  const key = open.map(({ address, port }) => hostPort(address, port)).join(' ');
  const [first] = onPort;
  if (first !== undefined) return { key, words: `listens on ${hostPort(first.address, first.port)}, must be 0.0.0.0` };
  const ports = [...new Set(open.map(({ port }) => port))].toSorted((a, b) => a - b);
  return { key, words: `listens on ${ports.map((port) => `:${port}`).join(', ')}, must be :${FUNCTION_PORT}` };
}

/**
 * Whether Caddy reports a server that answers HTTP/1.1 with HTTP/2 frames (RFC 9113, section 3.4: a
 * SETTINGS frame comes first, and its length begins with two zero bytes).
 */
export function speaksOnlyHttp2(lastProbe: string): boolean {
  return /malformed HTTP response "\\x00\\x00/.test(lastProbe);
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}
