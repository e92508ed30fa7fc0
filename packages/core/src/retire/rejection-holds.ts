/**
 * Stage 12, retire: does a rejection apply to a function as it should be now? Pure.
 *
 * It holds for one content with one recipe. If a container failed, it also holds only for the
 * settings that the user had given that container: with others, the same source may work.
 *
 * Gotcha: values of secrets are no part of the comparison, because `check` reads none. Nor are
 * deadlines, which a flag may set for one run.
 */
import type { ErrorCode } from '../contract/errors.js';
import type { RejectionRecord } from '../contract/state-store.js';
import { canonicalHash } from '../desired/canonical-hash.js';
import type { DesiredFunction } from '../desired/desired.js';
import { FUNCTION_PORT } from '../desired/function-settings.js';

/** Failures before there is a container: its settings cannot be their cause. */
const WITHOUT_CONTAINER: ReadonlySet<ErrorCode> = new Set([
  'build-step-failed',
  'build-failed',
  'recipe-refused',
  'build-step-privileged',
  'dockerfile-needs-frontend',
  'base-image-missing',
]);

/** Whether a function has this content and recipe. */
export function isVersion(
  { contentHash, recipeKey }: Pick<RejectionRecord, 'contentHash' | 'recipeKey'>,
  desired: DesiredFunction | undefined,
): boolean {
  return desired?.spec.contentHash === contentHash && desired.recipeKey === recipeKey;
}

/** Whether the rejection applies to the function. */
export function rejectionHolds(rejection: RejectionRecord, desired: DesiredFunction | undefined): boolean {
  if (desired === undefined || !isVersion(rejection, desired)) return false;
  return rejection.settings === settingsOfRejection(rejection.code, desired);
}

/** A digest of the settings that the user has given the container; undefined if they cannot be the cause. */
export function settingsOfRejection(
  code: ErrorCode,
  { settings: { chosen, health, port } }: DesiredFunction,
): string | undefined {
  const isPlain = Object.keys(chosen).length === 0 && health.path === undefined && port === FUNCTION_PORT;
  if (isPlain || WITHOUT_CONTAINER.has(code)) return undefined;
  return canonicalHash({ chosen, port, ...(health.path !== undefined && { path: health.path }) });
}
