/**
 * One TLS connection to the router, with the time of each phase. The name of the router is only
 * said, as SNI: names below `.localhost` do not resolve in Node.js, so an address is dialled.
 *
 * Invariant: only the router's own root certificate is trusted. Whatever else listens on the port
 * does not receive the request.
 */
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** Milliseconds that each phase took. */
export interface ConnectTimes {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
}

export interface Target {
  /** Address or name that is dialled. */
  readonly host: string;
  readonly port: number;
  /** Host name of the router, without brackets. */
  readonly serverName: string;
  /** PEM text. */
  readonly root: string;
}

/** What failed. The message is the system's. */
export class ConnectError extends Error {
  readonly phase: 'connect' | 'tls';

  constructor(phase: 'connect' | 'tls', cause: Error) {
    super(cause.message, { cause });
    this.phase = phase;
  }
}

/** @throws ConnectError; the signal's reason */
export function connect(
  { host, port, serverName, root }: Target,
  signal: AbortSignal,
): Promise<{ readonly socket: TLSSocket; readonly times: ConnectTimes }> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    let [found, connected] = [begin, begin];
    const tcp = connectTcp({ host, port });
    const abort = () => {
      tcp.destroy();
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    signal.addEventListener('abort', abort, { once: true });
    tcp.setNoDelay(true);
    tcp.once('error', (error) => reject(new ConnectError('connect', error)));
    if (isIP(host) === 0) tcp.once('lookup', () => (found = performance.now()));
    tcp.once('connect', () => {
      connected = performance.now();
      const servername = isIP(serverName) === 0 ? serverName : '';
      const socket = connectTls({ socket: tcp, servername, ca: root, ALPNProtocols: ['http/1.1'] });
      socket.once('error', (error) => reject(new ConnectError('tls', error)));
      socket.once('secureConnect', () => {
        signal.removeEventListener('abort', abort);
        const secured = performance.now();
        resolve({
          socket,
          times: { dnsMs: found - begin, connectMs: connected - found, tlsMs: secured - connected },
        });
      });
    });
  });
}
