/**
 * A standard stream for output without end: it makes the writer wait while its reader is slow, and
 * says when the reader has left.
 *
 * Invariant: at most one piece waits to be written, so memory does not depend on the reader.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface Sink {
  /** Resolves once more may be written, or nothing has to be written any more. Never rejects. */
  write(piece: string | Uint8Array): Promise<void>;
  /** Aborted when the reader has closed its end (`| head`), or nothing can be written. */
  readonly closed: AbortSignal;
}

/** @param ending ends a wait for a slow reader: Ctrl-C must not depend on the reader */
export function sinkTo(stream: Writable, ending?: AbortSignal): Sink {
  const controller = new AbortController();
  stream.on('error', () => controller.abort(new ReaderGone()));
  const signal = ending === undefined ? controller.signal : AbortSignal.any([controller.signal, ending]);
  return {
    closed: controller.signal,
    async write(piece) {
      if (controller.signal.aborted || piece.length === 0) return;
      if (stream.write(piece)) return;
      await once(stream, 'drain', { signal }).catch(() => undefined); // closed, or ended
    },
  };
}

/** The reason for which a command ends whose output has no reader any more. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}
