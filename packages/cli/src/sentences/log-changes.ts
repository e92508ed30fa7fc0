/**
 * Sentences for changes of containers in a log. They stand between two pairs of dashes, so they are
 * short and have no full stop.
 */
import type { ChangeEntry } from '@smolfaas/core';

/** A change in words. */
export function changeText({
  change,
  generation,
  instance,
  former,
  exitCode,
  oomKilled = false,
}: Omit<ChangeEntry, 'type' | 'function' | 'time'>): string {
  const which = [
    ...(generation === undefined ? [] : [`g${generation}`]),
    ...(instance === undefined ? [] : [`instance ${instance}`]),
  ].join(' ');
  const why = oomKilled ? 'out of memory' : exitCode === undefined ? '' : `exit code ${exitCode}`;
  switch (change) {
    case 'replaced':
      return `replaced: g${former ?? '?'} → ${which}`;
    case 'crashed':
      return `crashed: ${[which, why].filter(Boolean).join(', ')}`;
    case 'not-running':
      return `does not run: ${[which, why].filter(Boolean).join(', ')}; start it: smolfaas up`;
    case 'not-deployed':
      return 'is not deployed; deploy it: smolfaas up';
    default:
      return `${change}: ${which}`;
  }
}
