/**
 * Tries all steps of a connection up to HTTP/2, without gRPC, and reports what fails.
 *
 *   we -> target   dial (dial.ts), then HTTP/2's preface (probe.ts)
 *
 * Used to explain a failed connection, and to learn cheaply whether an engine has BuildKit.
 * Invariant: it leaves no connection behind.
 */
import type { Duplex } from 'node:stream';
import { dial } from './dial.js';
import { askForHttp2 } from './probe.js';
import { type BuildKitTarget, labelOf } from './target.js';

/** Resolves with the error, or with nothing if the connection works. */
export async function dialFailure(target: BuildKitTarget, timeoutMs: number, signal?: AbortSignal): Promise<unknown> {
  const late = new AbortController();
  const ends = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(signal?.aborted ? signal.reason : new Error(`no answer within ${timeoutMs} ms`));
    if (ends.aborted) stop();
    else ends.addEventListener('abort', stop, { once: true });
  });
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const dialling = dial(target, ends);
  try {
    await Promise.race([dialling.then((stream) => askForHttp2(stream, labelOf(target))), tooLate]);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    dialling.then(letGo, () => undefined);
  }
}

/** Discards what still arrives on an unused stream, errors included. */
function letGo(stream: Duplex): void {
  stream.on('error', () => undefined).destroy();
}
