/**
 * A time limit that ends with an error that users can read.
 *
 * It is for waits that a stage must not abandon when the user interrupts, but that must not last
 * forever either. Node's own `AbortSignal.timeout` ends with a bare TimeoutError, which callers
 * could not tell from a bug.
 */
import type { SmolfaasError } from '../contract/errors.js';

/**
 * A signal that aborts after `ms` milliseconds with this error as its reason. It does not keep the
 * process alive.
 */
export function deadline(ms: number, reason: SmolfaasError): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms).unref();
  return controller.signal;
}
