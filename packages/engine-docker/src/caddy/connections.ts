/**
 * How many connections the router still has to one upstream: what is waited for before an old generation is stopped.
 *
 * Caddy's own counters start anew with every configuration, so the kernel is asked, inside the router's network namespace: first
 * what the alias resolves to there, then the table of TCP connections.
 *
 *   /proc/net/tcp   sl  local_address rem_address   st …
 *                    0: 030011AC:A3F2 020011AC:1F40 01 …      01 = ESTABLISHED, 1F40 = 8000
 *
 * What would surprise: an address is printed as 32-bit words in the machine's byte order, so on little-endian hosts each group of
 * four bytes is reversed: 020011AC is 172.17.0.2. An alias that resolves to nothing has no connections: its container is gone. An image
 * without `getent` cannot tell that apart, so the command fails there.
 */
import { FUNCTION_PORT } from './container-layout.js';

/** The command to run in the router container for `upstream`; its output goes to `countConnections`. */
export function connectionsCommand(upstream: string): readonly string[] {
  const script =
    'command -v getent >/dev/null || exit 3; getent ahosts "$1" || getent hosts "$1" || true; echo --; cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true';
  return ['sh', '-c', script, 'sh', upstream];
}

/** Established connections to port 8000 of any address that the alias has. Pure. */
export function countConnections(output: string): number {
  const [hosts = '', tables = ''] = output.split(/^--$/m);
  const addresses = new Set(
    hosts
      .split('\n')
      .flatMap((line) => line.trim().split(/\s+/, 1))
      .filter(Boolean),
  );
  return tables
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , remote = '', state]) => state === ESTABLISHED && isUpstream(remote, addresses)).length;
}

const ESTABLISHED = '01';

function isUpstream(remote: string, addresses: ReadonlySet<string>): boolean {
  const [address = '', port = ''] = remote.split(':');
  return Number.parseInt(port, 16) === FUNCTION_PORT && addresses.has(decodeAddress(address));
}

/** `020011AC` -> `172.17.0.2`; an IPv6 socket connected to an IPv4 address (::ffff:a.b.c.d) is given as the latter. */
export function decodeAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return mapped ? bytes.slice(12).join('.') : compressed(bytes);
}

/** The text form of RFC 5952, as the URL parser writes it and as resolvers print it. */
function compressed(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
