/**
 * The report of `down`: what was removed, by kind and name; what could not be removed and why; and
 * what is kept on purpose. Users who run `down` want to know whether everything is gone.
 */
import type { DownOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { safe } from '../text/safe.js';
import { errorJson, type Report } from './report.js';
import { table } from './table.js';

/** Exit 1 when something could not be removed; everything else was removed. */
export function reportDown(
  outcome: DownOutcome,
  look: { readonly everything: boolean; readonly theme: Theme },
): Report {
  const rows = outcome.removed.map(({ kind, name }) => [{ text: 'removed' }, { text: kind }, { text: safe(name) }]);
  const stays = outcome.failures.flatMap((error) => failureLines(undefined, describe(error), look));
  return {
    text: [...table(rows, look.theme.columns), ...stays, lastLine(outcome, look.everything)]
      .map((line) => `${line}\n`)
      .join(''),
    json: { removed: outcome.removed, failures: outcome.failures.map((error) => errorJson(describe(error))) },
    exit: outcome.failures.length === 0 ? 0 : 1,
    keepsLog: outcome.keepsState ?? false,
  };
}

function lastLine({ removed, failures }: DownOutcome, everything: boolean): string {
  if (removed.length === 0) return failures.length === 0 ? 'Nothing to remove.' : 'Nothing was removed.';
  const count = `${removed.length} object(s) removed`;
  if (failures.length > 0) return `${count}, ${failures.length} could not be.`;
  return everything
    ? `${count}; nothing of this project is left.`
    : `${count}; network, volumes, images and state stay for the next up.`;
}
