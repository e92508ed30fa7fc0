/**
 * Which TCP ports are listened on, from the kernel's tables. Pure.
 *
 * Place in the flow: stage 9, when a function does not answer. The usual fault is a server on 127.0.0.1 or on another port, and
 * this table shows it in one look. Source: Linux, Documentation/networking/proc_net_tcp.rst. A line of /proc/net/tcp:
 *
 *   sl  local_address rem_address   st …            0A is LISTEN
 *    0: 0100007F:1F40 00000000:0000 0A …            127.0.0.1:8000
 *
 * The address is the machine's words in hex: each group of eight digits reads backwards, byte by byte (little-endian hosts);
 * IPv6 has four such groups. The port is plain hex.
 *
 * What would surprise: a container on a network of its own has one more listener, the engine's name server on 127.0.0.11.
 */

/** A listening socket. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

const LISTEN = '0A';
const ENGINE_DNS = '127.0.0.11';

/** The listening sockets in `/proc/net/tcp` or `/proc/net/tcp6` (or both, one after the other), by port. */
export function parseListening(table: string): readonly ListeningSocket[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN)
    .flatMap((columns) => parseLocal(columns[1] ?? ''))
    .filter((socket) => socket.address !== ENGINE_DNS)
    .sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

function parseLocal(column: string): ListeningSocket[] {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(column);
  if (!match?.[1] || !match[2]) return [];
  const bytes = match[1].match(/.{8}/g)?.flatMap(littleEndian) ?? [];
  return [{ address: bytes.length === 4 ? bytes.join('.') : ipv6(bytes), port: Number.parseInt(match[2], 16) }];
}

/** `0100007F` -> 127, 0, 0, 1. */
function littleEndian(word: string): number[] {
  return (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
}

/** Shortest spelling, by the rules that URLs have for it; addresses that only wrap an IPv4 one are given as that one. */
function ipv6(bytes: readonly number[]): string {
  const isWrapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isWrapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
