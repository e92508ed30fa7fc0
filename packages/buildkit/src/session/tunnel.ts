/**
 * A byte stream inside a gRPC call: `Control/Session` as a Node.js Duplex.
 *
 *   we -> daemon   BytesMessage{data}   any slice of the inner HTTP/2 stream (we are its server)
 *   daemon -> we   BytesMessage{data}   likewise (the daemon is its client)
 *
 * Place: under the session server, above the shared channel.
 * Must stay true: back-pressure both ways. A write waits for the call's `drain`; the call pauses while nobody reads.
 * The flow control is nested (outer call, inner connection, inner stream), so reading must never stop for good.
 */
import { Duplex } from 'node:stream';
import { create } from '@bufbuild/protobuf';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type BytesMessage, BytesMessageSchema } from '../gen/moby/buildkit/v1/control_pb.js';

/** Wraps the call. Its end, or its error, ends the Duplex; destroying the Duplex cancels the call. */
export function tunnelOver(call: ClientDuplexStream<BytesMessage, BytesMessage>): Duplex {
  const tunnel = new Duplex({
    read: () => void call.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (call.write(create(BytesMessageSchema, { data: chunk }))) done();
      else call.once('drain', done);
    },
    final: (done) => {
      call.end();
      done();
    },
    destroy: (error, done) => {
      call.cancel();
      done(error);
    },
  });
  call.on('data', (message: BytesMessage) => {
    if (message.data.length > 0 && !tunnel.push(message.data)) call.pause();
  });
  call.on('end', () => tunnel.push(null));
  call.on('error', (error) => tunnel.destroy(error));
  return tunnel;
}
