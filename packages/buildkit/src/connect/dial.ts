/**
 * Opens the byte stream to a target on which HTTP/2 begins, each kind its own way.
 *
 *   docker, upgrade    connect, TLS if asked for, POST /grpc -> 101 (upgrade.ts)
 *   docker h2c, tcp    connect, TLS if asked for
 *   unix               connect
 *   stream             the caller's `open`
 *
 * Place: the channel prepares the sockets that grpc-js dialled (transport.ts); after a failure the whole way is gone once more by
 * hand (explain.ts), since gRPC tells little of why it cannot connect.
 */
import { connect as netConnect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { addressOf, type BuildKitTarget, type DialledTarget } from './target.js';
import { secure } from './tls.js';
import { upgradeToBuildKit } from './upgrade.js';

/** A stream to the daemon. Rejects with `no-buildkit`, a system error, or what the caller's `open` rejects with. */
export async function dial(target: BuildKitTarget, signal: AbortSignal): Promise<Duplex> {
  if (target.kind === 'stream') return target.open(signal);
  const socket = netConnect({ ...addressOf(target).connect, signal });
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return await prepare(target, socket);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** What comes between a connection and HTTP/2. Rejects with `no-buildkit` or a system error. */
export async function prepare(target: DialledTarget, socket: Socket): Promise<Socket> {
  if (target.kind === 'unix') return socket;
  if (target.kind === 'tcp') return target.tls ? secure(socket, target.host, target.tls, 'h2') : socket;
  const host = target.host ?? 'localhost';
  if (target.transport === 'h2c') return target.tls ? secure(socket, host, target.tls, 'h2') : socket;
  const secured = target.tls ? await secure(socket, host, target.tls) : socket;
  return upgradeToBuildKit(secured, target.path ?? '/grpc', target.host ?? 'docker');
}
