/**
 * A byte stream inside a gRPC call: `Control/Session` as a Node.js Duplex.
 *
 *   we -> daemon   BytesMessage{data}   any slice of the inner HTTP/2 stream (we are its server)
 *   daemon -> we   BytesMessage{data}   likewise (the daemon is its client)
 *
 * Runs under the session server, above the shared channel.
 * Invariants:
 *   1. Back-pressure works both ways: a write waits for the call's `drain`; the call pauses while
 *      there is no reader.
 *   2. Reading never stops for good, because flow control is nested (outer call, inner connection,
 *      inner stream).
 * Gotcha: the inner HTTP/2 writes its frames in two pieces, a head of nine bytes and at most 16
 * KiB. All waiting pieces are sent as one message. A message for each piece made transfers several
 * times slower, since both ends pay for each message.
 */
import { Duplex } from 'node:stream';
import { create } from '@bufbuild/protobuf';
import { type BytesMessage, BytesMessageSchema } from '../gen/moby/buildkit/v1/control_pb.js';

/** The part of a gRPC call that this file uses. */
interface Call {
  write(message: BytesMessage): boolean;
  end(): unknown;
  cancel(): unknown;
  pause(): unknown;
  resume(): unknown;
  on(event: 'data', listener: (message: BytesMessage) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  once(event: 'drain', listener: () => void): unknown;
}

/** Largest message in bytes; old gRPC servers accept 4 MiB. */
const MESSAGE_BYTES = 1 << 20;

/**
 * Wraps the call. Its end, or its error, ends the Duplex; destroying the Duplex cancels the call.
 */
export function tunnelOver(call: Call): Duplex {
  const tunnel = new Duplex({
    read: () => void call.resume(),
    write: (chunk: Buffer, _encoding, done) => send(call, [chunk], done),
    writev: (chunks, done) => send(call, messages(chunks.map(({ chunk }): Buffer => chunk)), done),
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

function send(call: Call, parts: readonly Uint8Array[], done: () => void): void {
  const ready = parts.map((data) => call.write(create(BytesMessageSchema, { data }))).every(Boolean);
  if (ready) done();
  else call.once('drain', done);
}

/** The same bytes in fewer buffers. */
function messages(chunks: readonly Buffer[]): Buffer[] {
  const all = Buffer.concat(chunks);
  const count = Math.ceil(all.length / MESSAGE_BYTES);
  return Array.from({ length: count }, (_, at) => all.subarray(at * MESSAGE_BYTES, (at + 1) * MESSAGE_BYTES));
}
