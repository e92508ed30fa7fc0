/**
 * Explains from facts why a client could not connect.
 *
 * Place: `connect`, when the first call failed. gRPC only says "unavailable" with a sentence, so the way is gone once more by hand
 * (dial.ts, probe.ts), which gives the system's error, TLS's, the engine's HTTP status, or what the caller's stream says.
 * Must stay true: it takes two seconds at most, and leaves no connection behind.
 */
import type { Duplex } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { BuildKitError, errnoOf } from '../errors/error.js';
import { isServiceError } from '../errors/solve-error.js';
import { dial } from './dial.js';
import { askForHttp2 } from './probe.js';
import { type BuildKitTarget, labelOf } from './target.js';

const LONGEST_MS = 2_000;

/** The typed error for a failed first call; `deadlineMs` is what the caller allowed for connecting. */
export async function explain(
  error: unknown,
  target: BuildKitTarget,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<BuildKitError> {
  if (signal?.aborted) return new BuildKitError('canceled', 'connecting canceled', {}, { cause: signal.reason });
  const address = labelOf(target);
  if (isServiceError(error) && error.code === status.UNIMPLEMENTED) {
    const text = `what answers at ${address} is not BuildKit`;
    return new BuildKitError('no-buildkit', text, { status: 0, body: '' }, { cause: error });
  }
  const found = await dialFailure(target, Math.min(deadlineMs, LONGEST_MS));
  if (found instanceof BuildKitError) return found;
  const errno = errnoOf(found);
  if (errno === 'EACCES' || errno === 'EPERM') {
    return new BuildKitError('permission', `no permission to use ${address}`, { address, errno }, { cause: found });
  }
  const reason = found instanceof Error ? found.message : String(isServiceError(error) ? error.details : error);
  const details = errno === undefined ? { address } : { address, errno };
  return new BuildKitError('unreachable', `cannot reach ${address}: ${reason}`, details, { cause: found ?? error });
}

/** Goes the whole way without gRPC; gives what goes wrong, or nothing when that works. */
async function dialFailure(target: BuildKitTarget, timeoutMs: number): Promise<unknown> {
  const late = new AbortController();
  const tooLate = new Promise<never>((_resolve, reject) => {
    late.signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)), { once: true });
  });
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const dialling = dial(target, late.signal);
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

/** What still comes on a stream that nobody needs is of no interest, an error included. */
function letGo(stream: Duplex): void {
  stream.on('error', () => undefined).destroy();
}
