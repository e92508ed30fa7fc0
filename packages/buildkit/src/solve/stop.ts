/**
 * One signal for all the reasons a solve may have to stop early: the caller's signal, a closed
 * client, the deadline.
 *
 * Made at the start of a solve, passed to every call in it, disposed at its end.
 * Invariant: `dispose` leaves no timer and no listener behind, also on a caller's long-lived
 * signal.
 */
import { BuildKitError } from '../errors/error.js';

export interface Stop {
  readonly signal: AbortSignal;
  /**
   * The error to report once the caller or the deadline has stopped the solve; `step` was running
   * then.
   */
  error(step: string | undefined): BuildKitError | undefined;
  /**
   * Ends the solve: releases timer and listeners, and fires the signal for calls that are still
   * pending.
   */
  dispose(): void;
}

/** Watches the passed signals and, if there is one, the deadline. */
export function stopOn(signals: readonly (AbortSignal | undefined)[], deadlineMs: number | undefined): Stop {
  const controller = new AbortController();
  let reason: ((step: string | undefined) => BuildKitError) | undefined;
  const stop = (why: (step: string | undefined) => BuildKitError) => {
    reason ??= why;
    controller.abort();
  };
  const timer = deadlineMs === undefined ? undefined : setTimeout(() => stop(timedOut(deadlineMs)), deadlineMs);
  const watched = signals.filter((signal) => signal !== undefined);
  const listeners = watched.map((signal) => ({ signal, listener: () => stop(canceled(signal.reason)) }));
  for (const { signal, listener } of listeners) {
    if (signal.aborted) listener();
    else signal.addEventListener('abort', listener, { once: true });
  }
  return {
    signal: controller.signal,
    error: (step) => reason?.(step),
    dispose: () => {
      clearTimeout(timer);
      for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener);
      controller.abort();
    },
  };
}

const canceled = (cause: unknown) => (step: string | undefined) =>
  new BuildKitError('canceled', `solve canceled${during(step)}`, withStep(step), { cause });

const timedOut = (deadlineMs: number) => (step: string | undefined) =>
  new BuildKitError('deadline', `solve took longer than ${deadlineMs} ms${during(step)}`, {
    ...withStep(step),
    deadlineMs,
  });

const during = (step: string | undefined) => (step === undefined ? '' : ` during ${JSON.stringify(step)}`);
const withStep = (step: string | undefined) => (step === undefined ? {} : { step });
