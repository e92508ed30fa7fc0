/**
 * Handles Ctrl-C and similar signals. The first signal aborts the run's AbortSignal: stages start
 * no more work, and finish or undo their current step. The second signal ends the process at once.
 * So does a run that has not ended five seconds after the first.
 *
 * Invariant: ending at any point is safe. The kernel releases the lock, and the next `up` converges
 * from what it observes.
 */
import { setMaxListeners } from 'node:events';
import { SmolfaasError } from '@smolfaas/core';
import { signalExit } from '../errors/run.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a run may take to finish or undo its step. */
const GRACE_MS = 5000;

/** The signal for a run, and a function that stops listening. */
export interface Interruption {
  readonly signal: AbortSignal;
  stop(): void;
}

/** @param onFirst called once, so that the user sees that the signal was received */
export function listenForSignals(onFirst: (signal: string) => void): Interruption {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every running call listens; Node would report many listeners as a leak
  let deadline: NodeJS.Timeout | undefined;
  const heard = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(signalExit(signal));
    controller.abort(new SmolfaasError('interrupted', { signal }));
    onFirst(signal);
    deadline = setTimeout(() => process.exit(signalExit(signal)), GRACE_MS);
    deadline.unref();
  };
  for (const signal of SIGNALS) process.on(signal, heard);
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(deadline);
      for (const signal of SIGNALS) process.off(signal, heard);
    },
  };
}
