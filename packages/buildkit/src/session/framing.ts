/**
 * gRPC's message framing on an HTTP/2 stream.
 *
 *   byte 0      1 if the message is compressed (must be 0: this side announces no compression)
 *   bytes 1-4   length, big-endian
 *   then        the message
 *
 * The session server reads requests and writes responses with it. Source: gRPC's "PROTOCOL-HTTP2"
 * document.
 * Invariant: a frame may be split anywhere over DATA frames, also inside its 5-byte head.
 */

/** The frame of one message: head and body in one buffer, so that it is sent in one write. */
export function frameMessage(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame.writeUInt8(0, 0);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** Cuts a byte stream into messages. Throws on a compressed frame and on a truncated one. */
export async function* readMessages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= 5) {
      if (pending[0] !== 0) throw new Error('compressed gRPC message, though no compression was offered');
      const end = 5 + pending.readUInt32BE(1);
      if (pending.length < end) break;
      yield pending.subarray(5, end);
      pending = pending.subarray(end);
    }
  }
  if (pending.length > 0) throw new Error('gRPC message cut off');
}
