/**
 * Follows one solve's Status stream and keeps its progress state.
 *
 *   we -> daemon   Control/Status{Ref}   right after Solve; the daemon waits some seconds for it
 *   daemon -> we   StatusResponse…       end of stream when the solve is over
 *
 * Runs between the wire and the pure reducer.
 * Invariants:
 *   1. The stream is drained as fast as messages arrive, whatever the listener does.
 *   2. Errors of the stream are not errors of the solve, because Solve itself reports those. Here
 *      they only end the watching.
 */
import type { Client } from '@grpc/grpc-js';
import { BuildKitError } from '../errors/error.js';
import { Control, type StatusResponse } from '../gen/moby/buildkit/v1/control_pb.js';
import { callServerStream } from '../grpc/call.js';
import type { ProgressEvent } from '../progress/events.js';
import { EMPTY_PROGRESS, finish, type ProgressState, reduce } from '../progress/reducer.js';

/** Milliseconds after the solve's answer within which the stream must end. */
const DRAIN_MS = 5_000;

/**
 * The same if no message has arrived: a refused solve has no status, and the daemon would wait for
 * it in vain.
 */
const SILENT_MS = 300;

export interface Watch {
  /** The state so far. */
  state(): ProgressState;
  /** Waits for the end of the stream, at most five seconds, and returns the final state. */
  drained(): Promise<ProgressState>;
  /** Stops at once. */
  cancel(): void;
}

/**
 * Starts watching. A listener that throws does not disturb the solve: its error is rethrown by
 * `drained`.
 */
export function watchSolve(client: Client, ref: string, onProgress: (event: ProgressEvent) => void): Watch {
  let state = EMPTY_PROGRESS;
  let listenerError: BuildKitError | undefined;
  let heard = false;
  const call = callServerStream(client, Control.method.status, { Ref: ref });
  const tell = (events: readonly ProgressEvent[]) => {
    try {
      for (const event of events) onProgress(event);
    } catch (error) {
      listenerError ??= new BuildKitError(
        'protocol',
        `the progress listener failed: ${String(error)}`,
        {},
        { cause: error },
      );
    }
  };
  call.on('data', (message: StatusResponse) => {
    heard = true;
    const next = reduce(state, message);
    state = next.state;
    tell(next.events);
  });
  const ended = new Promise<void>((resolve) => {
    call.once('end', resolve).once('error', () => resolve());
  });
  const drained = async () => {
    const timer = setTimeout(() => call.cancel(), heard ? DRAIN_MS : SILENT_MS);
    await ended;
    clearTimeout(timer);
    const last = finish(state);
    state = last.state;
    tell(last.events);
    if (listenerError !== undefined) throw listenerError;
    return state;
  };
  return { state: () => state, drained, cancel: () => call.cancel() };
}
