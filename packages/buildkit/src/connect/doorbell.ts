/**
 * An address that only accepts connections: grpc-js dials it when the caller opens the real byte
 * stream.
 *
 *   grpc-js -> doorbell     TCP connect to a loopback port: accepted, never answered
 *   transport -> caller     open(): the stream that HTTP/2 runs on
 *   transport -> doorbell   close
 *
 * Why: grpc-js requires an address and passes the connected socket to the credentials, which may
 * return another stream. So grpc-js still decides when to connect, and when to reconnect after a
 * break. No byte of the daemon passes through this port: any other client that connects to it
 * receives nothing.
 */
import { createServer, type Socket } from 'node:net';

/** An open doorbell. */
export interface Doorbell {
  /** Its address in gRPC's name syntax. */
  readonly grpc: string;
  close(): void;
}

/** Listens on a free port of 127.0.0.1. It does not keep the process alive. */
export async function openDoorbell(): Promise<Doorbell> {
  const callers = new Set<Socket>();
  const server = createServer((socket) => {
    callers.add(socket);
    socket.on('error', () => undefined).once('close', () => callers.delete(socket));
    socket.resume().unref();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port of the loopback interface is free');
  return {
    grpc: `ipv4:127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      for (const socket of callers) socket.destroy();
    },
  };
}
