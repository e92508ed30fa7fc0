/**
 * Stage 10, deploy: does a container listen where requests arrive, on its port of every address?
 * Pure.
 *
 * Waiting does not help a server on another port or on the container's own loopback. The kernel's
 * list of sockets shows it within the first second (Diagnosis), long before a deadline.
 *
 * Gotcha: debuggers listen before the program does and do not report it. Their ports are excluded.
 */
import type { ProbeResult } from '../contract/caddy-manager.js';
import type { ListeningSocket } from '../contract/function-manager.js';
import type { ListenFault } from '../contract/readiness.js';
import { FUNCTION_PORT } from '../desired/function-settings.js';
import { isLoopback } from '../desired/loopback.js';

/** Ports on which debuggers wait: Node.js inspector, debugpy, delve. */
const DEBUGGERS: readonly number[] = [9229, 5678, 2345];

/** The engine's DNS server, which listens in every container on a user-defined network. */
const ENGINE_DNS = '127.0.0.11';

/**
 * What is wrong with these sockets; undefined when the container listens where it should, or
 * nowhere yet.
 * @param sockets undefined if they could not be read
 * @param wanted the port that it should listen on
 */
export function wrongListener(
  sockets: readonly ListeningSocket[] | undefined,
  wanted: number = FUNCTION_PORT,
): ListenFault | undefined {
  const open = (sockets ?? []).filter(({ port, address }) => !DEBUGGERS.includes(port) && address !== ENGINE_DNS);
  const onPort = open.filter(({ port }) => port === wanted);
  if (open.length === 0 || onPort.some(({ address }) => !isLoopback(address))) return undefined;
  const [first] = onPort;
  if (first !== undefined) return { code: 'wrong-address', facts: { address: hostPort(first.address, first.port) } };
  const ports = [...new Set(open.map(({ port }) => port))].toSorted((a, b) => a - b);
  return { code: 'wrong-ports', facts: { ports, ...(wanted !== FUNCTION_PORT && { port: wanted }) } };
}

/**
 * Whether a server closes connections with HTTP/1.1 and answers HTTP/2, or answers HTTP/1.1 with
 * HTTP/2 frames, as Caddy reports it (RFC 9113, section 3.4: a SETTINGS frame comes first, and its
 * length begins with two zero bytes).
 */
export function speaksOnlyHttp2(probe: ProbeResult): boolean {
  if (probe.kind === 'answered' || probe.kind === 'unhealthy') return false;
  return probe.http2 === true || /malformed HTTP response "\\x00\\x00/.test(probe.detail);
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
