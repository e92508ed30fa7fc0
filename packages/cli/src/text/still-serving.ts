/**
 * The status of a failed update whose previous version keeps serving. The displays and the final
 * table use the same words.
 */
import type { StillServing } from '@smolfaas/core';
import { moment } from './moment.js';

/** `failed`, or `failed (still serving the version of 02:28)`. @param now milliseconds since 1970 */
export function failedText(still: StillServing | undefined, now: number): string {
  if (still === undefined) return 'failed';
  const { builtAt } = still;
  return `failed (still serving the version ${builtAt === undefined ? 'before' : `of ${moment(builtAt, now)}`})`;
}
