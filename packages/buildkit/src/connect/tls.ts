/**
 * Secures an open connection with TLS, as the client.
 *
 * The first step on a connection to a TCP address whose target uses TLS. The upgrade, or HTTP/2
 * directly, follows.
 * Invariant: HTTP/2 without an upgrade is negotiated in the handshake (ALPN `h2`), because Go's
 * gRPC servers refuse a client that does not negotiate it. The peer's choice is `alpnProtocol` of
 * the result.
 * Gotcha: a daemon that refuses the client certificate reports it only after the handshake (TLS
 * 1.3), as an error of the connection.
 */
import type { Socket } from 'node:net';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import type { TargetTls } from './target.js';

/**
 * A TLS client on an open connection. The peer must prove that it is `host`, and may choose one of
 * `protocols` (ALPN). Rejects with a system or TLS error, also when the peer supports none of the
 * protocols.
 */
export function secure(socket: Socket, host: string, tls: TargetTls, protocols: string[] = []): Promise<TLSSocket> {
  const { ca, cert, key } = tls;
  const pem = (value: string | Uint8Array) => (typeof value === 'string' ? value : Buffer.from(value));
  return new Promise((resolve, reject) => {
    const secured = tlsConnect({
      socket,
      host,
      ...(protocols.length === 0 ? {} : { ALPNProtocols: protocols }),
      ...(ca === undefined ? {} : { ca: pem(ca) }),
      ...(cert === undefined ? {} : { cert: pem(cert) }),
      ...(key === undefined ? {} : { key: pem(key) }),
    });
    secured.once('error', reject);
    secured.once('secureConnect', () => {
      secured.off('error', reject);
      resolve(secured);
    });
  });
}
