/**
 * Docker's frames: how stdout and stderr of a container without a terminal share one stream.
 *
 *   byte 0       1 = stdout, 2 = stderr (0 = stdin, never sent to clients)
 *   bytes 1-3    zero
 *   bytes 4-7    length of the payload, big-endian
 *   then         the payload; a line may be cut anywhere between two frames
 */

/** Length of a frame's header, in bytes. */
const FRAME_HEAD = 8;

/** Both streams of a complete, collected response, each in the order of writing. */
export interface Demuxed {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both streams, in the order of the frames. */
  readonly both: Buffer;
}

/**
 * Splits the bytes into frames. Bytes outside a frame (a container with a terminal has no frames)
 * count as stdout. Pure.
 */
export function demux(bytes: Buffer): Demuxed {
  const parts: { stream: number; payload: Buffer }[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (!isHead(bytes, at)) {
      parts.push({ stream: 1, payload: bytes.subarray(at) });
      break;
    }
    const end = Math.min(at + FRAME_HEAD + bytes.readUInt32BE(at + 4), bytes.length);
    parts.push({ stream: bytes[at] ?? 1, payload: bytes.subarray(at + FRAME_HEAD, end) });
    at = end;
  }
  const of = (stream: number) => Buffer.concat(parts.filter((p) => p.stream === stream).map((p) => p.payload));
  return { stdout: of(1), stderr: of(2), both: Buffer.concat(parts.map((p) => p.payload)) };
}

function isHead(bytes: Buffer, at: number): boolean {
  if (bytes.length - at < FRAME_HEAD) return false;
  return (bytes[at] ?? 9) <= 2 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0;
}

/**
 * Parses frames as they arrive. `onPayload` receives the number of the stream, each piece of a
 * payload in the size that arrived, and how many bytes of that frame are still to come. Pass the
 * chunks of a response to the returned function, in order.
 */
export function frameReader(
  onPayload: (stream: number, payload: Buffer, left: number) => void,
): (chunk: Buffer) => void {
  let head = Buffer.alloc(0);
  let stream = 0;
  let left = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const part = chunk.subarray(at, at + FRAME_HEAD - head.length);
        head = Buffer.concat([head, part]);
        at += part.length;
        if (head.length < FRAME_HEAD) return;
        stream = head[0] ?? 0;
        left = head.readUInt32BE(4);
        head = Buffer.alloc(0);
      } else {
        const payload = chunk.subarray(at, at + left);
        at += payload.length;
        left -= payload.length;
        onPayload(stream, payload, left);
      }
    }
  };
}
