/**
 * Turns a new connection to Docker Engine into a connection to its BuildKit: the HTTP/1.1 Upgrade
 * to h2c.
 *
 *   client -> engine   POST /grpc HTTP/1.1, Connection: Upgrade, Upgrade: h2c
 *   engine -> client   HTTP/1.1 101 UPGRADED           then both sides speak HTTP/2 on this socket
 *   engine -> client   HTTP/1.1 404 Not Found + body   Podman, or an engine without BuildKit
 *
 * Gotcha: the engine may send its first HTTP/2 frames right behind the 101, in the same packet.
 * Bytes read past the blank line are put back into the socket; otherwise the connection hangs
 * later.
 */
import type { Socket } from 'node:net';
import { BuildKitError } from '../errors/error.js';

const MAX_HEAD = 16 * 1024;

/**
 * Requests the upgrade at `path`. The returned socket is paused, because it has no listener yet.
 * Rejects with `no-buildkit`, or a system error.
 */
export async function upgradeToBuildKit(socket: Socket, path: string, host: string): Promise<Socket> {
  const head = await requestUpgrade(socket, path, host);
  if (head.status !== 101) {
    socket.destroy();
    throw new BuildKitError('no-buildkit', `the engine answered ${head.status} to the upgrade to BuildKit`, head);
  }
  return socket;
}

/**
 * Sends the request and reads the response's head; for a refusal also the part of its body that
 * arrived with it.
 */
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
