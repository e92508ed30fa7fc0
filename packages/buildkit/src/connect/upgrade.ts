/**
 * Turns a fresh connection to Docker Engine into a connection to its BuildKit: the HTTP/1.1 Upgrade to h2c.
 *
 *   client -> engine   POST /grpc HTTP/1.1, Connection: Upgrade, Upgrade: h2c
 *   engine -> client   HTTP/1.1 101 UPGRADED            (then both sides speak HTTP/2 on this socket)
 *   engine -> client   HTTP/1.1 404 Not Found + body    (Podman, or an engine without BuildKit)
 *
 * Surprise: the engine may send its first HTTP/2 frames right behind the 101, in the same packet. Whatever was read
 * past the blank line is put back into the socket, else the connection hangs later.
 */
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { BuildKitError } from '../errors/error.js';
import type { DockerTarget } from './target.js';

const MAX_HEAD = 16 * 1024;

/**
 * Secures the connection if the target asks for TLS, then upgrades it. The socket comes back paused, as nobody listens yet.
 * Rejects with `no-buildkit`, or a system error.
 */
export async function upgradeToBuildKit(socket: Socket, target: DockerTarget): Promise<Socket> {
  const secured = target.tls ? await secure(socket, target) : socket;
  const head = await requestUpgrade(secured, target.path ?? '/grpc', target.host ?? 'docker');
  if (head.status !== 101) {
    secured.destroy();
    throw new BuildKitError('no-buildkit', `the engine answered ${head.status} to the upgrade to BuildKit`, head);
  }
  return secured;
}

/** A TLS client on an open connection; the peer must prove that it is `target.host`. */
function secure(socket: Socket, target: DockerTarget): Promise<Socket> {
  const { ca, cert, key } = target.tls ?? {};
  const pem = (value: string | Uint8Array) => (typeof value === 'string' ? value : Buffer.from(value));
  return new Promise((resolve, reject) => {
    const tls = tlsConnect({
      socket,
      host: target.host ?? 'localhost',
      ...(ca === undefined ? {} : { ca: pem(ca) }),
      ...(cert === undefined ? {} : { cert: pem(cert) }),
      ...(key === undefined ? {} : { key: pem(key) }),
    });
    tls.once('error', reject);
    tls.once('secureConnect', () => {
      tls.off('error', reject);
      resolve(tls);
    });
  });
}

/** Sends the request and reads the response's head; for a refusal also what of its body came with it. */
function requestUpgrade(socket: Socket, path: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const settle = (act: () => void) => {
      socket.off('data', onData).off('error', onError).off('close', onClose).pause();
      act();
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => onError(new Error('the engine closed the connection during the upgrade'));
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0 && received.length < MAX_HEAD) return;
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(received.toString('latin1', 0, 16))?.[1];
      if (end < 0 || status === undefined) return onError(new Error('the engine does not speak HTTP'));
      const rest = received.subarray(end + 4);
      settle(() => {
        if (status === '101' && rest.length > 0) socket.unshift(rest);
        resolve({ status: Number(status), body: status === '101' ? '' : rest.toString('utf8').trim() });
      });
    };
    socket.on('data', onData).once('error', onError).once('close', onClose);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n`,
    );
  });
}
