/**
 * Standard output for a stream of text without end: it makes the writer wait while its reader is
 * slow, and says when the reader has left.
 *
 * Invariant: at most one text waits to be written, so memory does not depend on the reader.
 */
import { once } from 'node:events';

export interface Sink {
  /** Resolves once more may be written. */
  write(text: string): Promise<void>;
  /** Aborted when the reader has closed its end (`| head`), or nothing can be written. */
  readonly closed: AbortSignal;
}

export function sinkTo(stdout: NodeJS.WriteStream): Sink {
  const controller = new AbortController();
  stdout.on('error', () => controller.abort(new ReaderGone()));
  return {
    closed: controller.signal,
    async write(text) {
      if (controller.signal.aborted || text === '') return;
      if (stdout.write(text)) return;
      await once(stdout, 'drain', { signal: controller.signal }).catch(() => undefined); // closed
    },
  };
}

/** The reason for which a command ends whose output has no reader any more. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}
