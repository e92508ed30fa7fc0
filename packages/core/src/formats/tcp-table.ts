/**
 * The kernel's table of TCP sockets, parsed into values. Pure. Source: Linux,
 * Documentation/networking/proc_net_tcp.rst.
 *
 *   sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
 *    0: 0100007F:1F40 00000000:0000 0A …                                                  431
 *    (127.0.0.1:8000, listening)
 *
 * Callers read such tables of this host and of a container's network.
 *
 * Gotcha: an address consists of machine words in hex. On little-endian hosts each group of eight
 * digits is therefore reversed, byte by byte; IPv6 has four such groups. The port is plain hex.
 */

/** An address and a port, in their usual spelling. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** One line of the table. */
export interface TcpSocket {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly state: string;
  /**
   * Id of the user whose process opened it, as the reader of the table sees users; absent when the
   * line is truncated.
   */
  readonly uid?: number;
  /** Inode number of the socket, as in `/proc/<pid>/fd`; empty when the line is truncated. */
  readonly inode: string;
}

/** The states that callers look for; the kernel prints them as two hex digits. */
export const TCP_STATE = { established: '01', listen: '0A' } as const;

/**
 * Parses `/proc/net/tcp` or `/proc/net/tcp6`, or both concatenated. Skips headings and lines that
 * are not sockets.
 */
export function parseTcpTable(table: string): readonly TcpSocket[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, localText = '', remoteText = '', state = '', , , , uid = '', , inode = '']) => {
      const local = parseAddress(localText);
      const remote = parseAddress(remoteText);
      return local && remote ? [{ local, remote, state, inode, ...(uid !== '' && { uid: Number(uid) }) }] : [];
    });
}

function parseAddress(column: string): SocketAddress | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(column);
  if (!match?.[1] || !match[2]) return undefined;
  return { address: decodeAddress(match[1]), port: Number.parseInt(match[2], 16) };
}

/**
 * `0100007F` -> `127.0.0.1`. Returns an IPv6 address that only wraps an IPv4 one (`::ffff:a.b.c.d`)
 * as that IPv4 address.
 */
export function decodeAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  if (bytes.length === 4) return bytes.join('.');
  const isWrapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return isWrapped ? bytes.slice(12).join('.') : ipv6(bytes);
}

/** The shortest spelling (RFC 5952), as the URL parser and resolvers write it. */
function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
