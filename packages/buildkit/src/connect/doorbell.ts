/**
 * An address that gives nothing but a connection: what grpc-js dials when the real byte stream is opened by the caller.
 *
 *   grpc-js -> doorbell      TCP connect to a port of the loopback interface     accepted, never answered
 *   transport -> caller      open()                                              the stream that HTTP/2 runs on
 *   transport -> doorbell    close
 *
 * Why: grpc-js wants an address and hands the connected socket to the credentials, which may answer with another stream. So it is
 * grpc-js that decides when to connect, and to connect again after a break. No byte of the daemon's passes through this port:
 * whoever else connects to it gets silence.
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
