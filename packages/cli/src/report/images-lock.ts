/**
 * The report of `images lock`: what is locked now, what changed, what was removed, and which images
 * exist only on this machine.
 */
import type { LockOutcome } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { safe } from '../text/safe.js';
import { shortDigest, shortName } from '../text/image-name.js';
import type { Report } from './report.js';
import { type Cell, table } from './table.js';

export function reportLock({ path, images, dropped }: LockOutcome, theme: Theme): Report {
  const local = images.filter(({ locked }) => locked.digest === undefined).length;
  const rows = images.map(({ reference, locked, before }): Cell[] => [
    { text: safe(shortName(reference)), paint: theme.name },
    { text: `${before === undefined ? '' : `${shortDigest(before)} -> `}${pin(locked)}` },
  ]);
  const lines = [
    ...table(rows, theme.columns),
    ...dropped.map((reference) => theme.dim(`no longer needed: ${safe(shortName(reference))}`)),
    `${images.length} image(s) locked in ${safe(path)}; commit it.`,
    ...(local === 0
      ? []
      : [`${theme.dim('note:')} ${local} of them no registry has; their ids hold on this machine only.`]),
  ];
  return { text: lines.map((line) => `${line}\n`).join(''), json: { path, images, dropped }, exit: 0 };
}

const pin = ({ digest, id = '' }: LockOutcome['images'][number]['locked']): string => shortDigest(digest ?? `id ${id}`);
