/**
 * One connection to BuildKit for all builds of a run, opened when the first build needs it.
 *
 * Invariants:
 *  1. Aborting a build ends only that build's waiting, since all builds share the connection.
 *  2. A failed attempt to connect is not remembered, so a later run in the same process tries
 *     again.
 */
import { type BuildKitClient, type BuildKitTarget, connect } from '@smolfaas/buildkit';

/** Provides the connection, and closes it. */
export interface SharedClient {
  /**
   * @throws BuildKitError when BuildKit cannot be reached; the signal's reason when it is aborted
   *   first
   */
  get(signal: AbortSignal): Promise<BuildKitClient>;
  /** Cancels what still runs. */
  close(): void;
}

/** Dials nothing before the first `get`. */
export function sharedClient(target: BuildKitTarget): SharedClient {
  const closed = new AbortController();
  let client: Promise<BuildKitClient> | undefined;
  const dial = () => {
    const dialling = connect(target, { signal: closed.signal });
    dialling.catch(() => {
      if (client === dialling) client = undefined;
    });
    return dialling;
  };
  return {
    get(signal) {
      client ??= dial();
      return unlessAborted(client, signal);
    },
    close() {
      closed.abort(new Error('the engine was closed'));
      client?.then(
        (open) => open.close(),
        () => undefined, // it never opened
      );
    },
  };
}

/** The promise, or the signal's reason if that comes first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const waiting = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const options = { once: true, signal: waiting.signal };
    signal.addEventListener('abort', () => reject(signal.reason), options);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    waiting.abort(); // removes the listener from the run's signal, which outlives many builds
  }
}
