/**
 * A time limit whose end is an error that users can read.
 *
 * For waits that a stage must not give up when the user interrupts, but that may not last for ever either. Node's own
 * `AbortSignal.timeout` ends in a bare TimeoutError, which nobody up the line could tell from a bug.
 */
import type { SmolfaasError } from '../contract/errors.js';

/** A signal that aborts after `ms` milliseconds with this error as its reason. It keeps no process alive. */
export function deadline(ms: number, reason: SmolfaasError): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms).unref();
  return controller.signal;
}
