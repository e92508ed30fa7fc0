/**
 * Opens the byte stream to a target on which HTTP/2 begins. Each kind of target has its own steps.
 *
 *   docker, upgrade    connect, TLS if configured, POST /grpc -> 101 (upgrade.ts)
 *   docker, h2c        connect; with TLS the handshake decides: HTTP/2 or the upgrade
 *   tcp                connect, TLS if configured
 *   unix               connect
 *   stream             the caller's `open`
 *
 * The channel prepares the sockets that grpc-js dialled (transport.ts). After a failure explain.ts
 * repeats all steps without gRPC, because gRPC reports little about why it cannot connect.
 * Gotcha: Docker Engine 29 speaks HTTP/2 on its socket and on plain TCP, but not on TLS. There its
 * handshake accepts `http/1.1` only and refuses a client that offers nothing else. So the client
 * offers both and uses the agreed protocol.
 */
import { connect as netConnect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { dialAddress, type BuildKitTarget, type DialledTarget, type DockerTarget } from './target.js';
import { secure } from './tls.js';
import { upgradeToBuildKit } from './upgrade.js';

/**
 * A stream to the daemon. Rejects with `no-buildkit`, a system error, or what the caller's `open`
 * rejects with.
 */
export async function dial(target: BuildKitTarget, signal: AbortSignal): Promise<Duplex> {
  if (target.kind === 'stream') return target.open(signal);
  const socket = netConnect({ ...dialAddress(target).connect, signal });
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return await prepare(target, socket);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The steps between a connection and HTTP/2. Rejects with `no-buildkit` or a system error. */
export async function prepare(target: DialledTarget, socket: Socket): Promise<Socket> {
  if (target.kind === 'unix') return socket;
  if (target.kind === 'tcp') return target.tls ? secure(socket, target.host, target.tls, ['h2']) : socket;
  const direct = target.transport === 'h2c';
  if (target.tls === undefined) return direct ? socket : upgraded(target, socket);
  const secured = await secure(socket, target.host ?? 'localhost', target.tls, direct ? ['h2', 'http/1.1'] : []);
  return secured.alpnProtocol === 'h2' ? secured : upgraded(target, secured);
}

function upgraded({ path = '/grpc', host = 'docker' }: DockerTarget, socket: Socket): Promise<Socket> {
  return upgradeToBuildKit(socket, path, host);
}
