/**
 * Makes ports of a room's loopback reachable on ours, under the same numbers.
 *
 *     client -> 127.0.0.1:P here -> unix socket -> a small process in the room -> 127.0.0.1:P there
 *
 * A unix socket is found by its path, whichever network one is in; that is the whole trick. Nothing listening there shows here as a
 * connection that is closed at once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Namespaces } from './namespaces.js';

/** The part in the room, for `node -e`: arguments are pairs of unix socket and port. It ends with its input, so with us. */
const INNER = `const net = require('node:net');
process.stdin.on('end', () => process.exit()).resume();
for (let i = 1; i < process.argv.length; i += 2) {
  net.createServer((near) => {
    const far = net.connect(Number(process.argv[i + 1]), '127.0.0.1');
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(process.argv[i], () => console.log('open'));
}`;

/** Opens these ports; gives what closes them again on our side. */
export async function relayPorts(room: Namespaces, dir: string, ports: readonly number[]): Promise<() => void> {
  const paths = ports.map((port) => join(dir, `port-${port}.sock`));
  const pairs = ports.flatMap((port, i) => [paths[i] ?? '', String(port)]);
  const [command = '', ...args] = [...room.network, process.execPath, '-e', INNER, ...pairs];
  const inner = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let open = 0;
  while (open < ports.length) {
    const [chunk] = (await once(inner.stdout, 'data')) as [Buffer];
    open += String(chunk).trim().split('\n').length;
  }
  const servers = await Promise.all(ports.map((port, i) => listen(port, paths[i] ?? '')));
  return () => {
    for (const server of servers) server.close();
    inner.stdin.end();
  };
}

async function listen(port: number, path: string): Promise<Server> {
  const server = createServer((near) => joined(near, connect(path))).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function joined(near: Socket, far: Socket): void {
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
  near.pipe(far).pipe(near);
}
