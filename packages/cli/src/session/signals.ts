/**
 * Ctrl-C and its relatives. The first signal aborts the run's AbortSignal: stages stop starting work, and finish or undo the
 * step they are in. The second ends the process at once, and so does a run that has not ended five seconds after the first.
 * Ending at any point is safe: the kernel frees the lock, and the next `up` converges from what it finds.
 */
import { setMaxListeners } from 'node:events';
import { SmolfaasError } from '@smolfaas/core';
import { signalExit } from '../errors/run.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a run may take to finish or undo its step. */
const GRACE_MS = 5000;

/** The signal for a run, and the way to stop listening. */
export interface Interruption {
  readonly signal: AbortSignal;
  stop(): void;
}

/** @param onFirst told once, so that the user sees that the signal was heard */
export function listenForSignals(onFirst: (signal: string) => void): Interruption {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every call under way listens; Node would take many of them for a leak, and say so
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
