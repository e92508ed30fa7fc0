/**
 * Shared by the tests of the session's services: serves routes on a real connection, and makes a
 * real gRPC client for them.
 */
import { createServer, type Socket } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';
import { type Route, serveGrpc } from './server.js';

const cleanups: (() => void)[] = [];

/** Closes everything that this file opened. */
export function closeAll(): void {
  for (const cleanup of cleanups.splice(0)) cleanup();
}

/** Registers a function for `closeAll`. */
export function later(cleanup: () => void): void {
  cleanups.push(cleanup);
}

/** Listens and serves every connection with the routes. Returns the port. */
export async function listen(routes: Route[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serveGrpc(socket, routes, 1 << 20).on('error', () => undefined);
  });
  later(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** A client of the routes. */
export async function grpcClient(routes: Route[]): Promise<Client> {
  const client = new Client(`127.0.0.1:${await listen(routes)}`, credentials.createInsecure());
  later(() => client.close());
  return client;
}
