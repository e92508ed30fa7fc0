/**
 * One signal for all the reasons a solve may have to stop early: the caller gave up, or its time is over.
 *
 * Place: made at the start of a solve, given to every call in it, disposed at its end.
 * Must stay true: `dispose` leaves no timer and no listener behind, also on a caller's signal that lives for long.
 */
import { BuildKitError } from '../errors/error.js';

export interface Stop {
  readonly signal: AbortSignal;
  /** The error to report once the signal has fired; `step` is what was running then. */
  error(step: string | undefined): BuildKitError | undefined;
  dispose(): void;
}

/** Watches the given signals and, if there is one, the deadline. */
export function stopOn(signals: readonly (AbortSignal | undefined)[], deadlineMs: number | undefined): Stop {
  const controller = new AbortController();
  let timedOut = false;
  const timer =
    deadlineMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          controller.abort();
        }, deadlineMs);
  const sources = signals.filter((signal) => signal !== undefined);
  const abort = (event: Event) =>
    controller.abort(event.target instanceof AbortSignal ? event.target.reason : undefined);
  for (const source of sources) {
    if (source.aborted) controller.abort(source.reason);
    else source.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    error: (step) =>
      controller.signal.aborted ? stopError(step, timedOut ? deadlineMs : undefined, controller) : undefined,
    dispose: () => {
      clearTimeout(timer);
      for (const source of sources) source.removeEventListener('abort', abort);
    },
  };
}

function stopError(
  step: string | undefined,
  deadlineMs: number | undefined,
  { signal }: AbortController,
): BuildKitError {
  const during = step === undefined ? '' : ` during ${JSON.stringify(step)}`;
  const details = step === undefined ? {} : { step };
  if (deadlineMs === undefined) {
    return new BuildKitError('canceled', `solve canceled${during}`, details, { cause: signal.reason });
  }
  return new BuildKitError('deadline', `solve took longer than ${deadlineMs} ms${during}`, { ...details, deadlineMs });
}
