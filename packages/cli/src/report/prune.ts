/**
 * The report of `prune`: which images were removed and how much space that freed. After a dry run:
 * which would be, and how much it would free.
 */
import type { PruneOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { safe } from '../text/safe.js';
import { size } from '../text/size.js';
import { errorJson, type Report } from './report.js';
import { table } from './table.js';

/** Exit 1 when something could not be removed; everything else was removed. */
export function reportPrune(outcome: PruneOutcome, theme: Theme): Report {
  const { dryRun, images, failures } = outcome;
  const verb = dryRun ? 'would remove' : 'removed';
  const rows = images.map(({ function: fn, name }) => [
    { text: verb },
    { text: 'image' },
    { text: safe(fn), paint: theme.name },
    { text: safe(name) },
  ]);
  const stays = failures.flatMap((error) => failureLines(undefined, describe(error), { theme }));
  return {
    text: [...table(rows, theme.columns), ...stays, lastLine(outcome)].map((line) => `${line}\n`).join(''),
    json: { ...outcome, failures: failures.map((error) => errorJson(describe(error))) },
    exit: failures.length === 0 ? 0 : 1,
  };
}

function lastLine({ dryRun, images, cache = 0, freed, failures }: PruneOutcome): string {
  const builder = cache > 0 ? `${size(cache)} of the builder's cache removed. ` : '';
  if (images.length === 0 && builder !== '') return builder.trimEnd();
  if (images.length === 0) return failures.length === 0 ? 'Nothing to remove.' : 'Nothing was removed.';
  const count = `${images.length} image(s)`;
  if (dryRun) return `${count}, ${size(freed)} would be free.`;
  return `${builder}${count} removed, ${size(freed)} free${failures.length > 0 ? `, ${failures.length} could not be` : ''}.`;
}
