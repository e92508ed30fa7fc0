/**
 * Stages 1 to 3: when two secrets have the same origin, so that it is read once. Pure.
 *
 * A command has the same origin only in the same directory and with the same time limit: either may
 * change its result.
 */
import type { SecretOrigin } from '../../contract/settings.js';

/** Equal for equal origins, and different for all others. */
export function canonicalOrigin(from: SecretOrigin): string {
  if (from.kind === 'env') return JSON.stringify([from.kind, from.env]);
  if (from.kind === 'file') return JSON.stringify([from.kind, from.path]);
  return JSON.stringify([from.kind, from.argv, from.cwd, from.timeoutMs]);
}
