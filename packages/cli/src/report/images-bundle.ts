/**
 * The reports of `images bundle` and `images load`: the contents of the file, and which functions
 * can use it where it was loaded.
 */
import type { BundleOutcome, LoadedFit, LoadOutcome } from '@smolfaas/core';
import type { Theme } from '../render/theme.js';
import { size } from '../text/size.js';
import { safe } from '../text/safe.js';
import { shortName } from '../text/image-name.js';
import type { Report } from './report.js';
import { table } from './table.js';

export function reportBundle(outcome: BundleOutcome, theme: Theme): Report {
  const { path, bytes, images, functions } = outcome;
  const rows = [
    ...functions.map((fn) => [{ text: 'function' }, { text: safe(fn), paint: theme.name }]),
    ...images.map((image) => [{ text: 'image' }, { text: safe(shortName(image)), paint: theme.name }]),
  ];
  const lines = [...table(rows, theme.columns), `${safe(path)}: ${size(bytes)}`];
  return { text: lines.map((line) => `${line}\n`).join(''), json: outcome, exit: 0 };
}

const FITS: Readonly<Record<LoadedFit, string>> = {
  ready: 'ready: up starts it without building',
  source: 'its source here is another: up has to build it',
  recipe: 'runtimes, base images or settings here are others: up has to build it',
  absent: 'no such function here',
};

/**
 * Exit 0 even if something does not fit: the images are loaded, and may be meant for another
 * directory.
 */
export function reportLoad(outcome: LoadOutcome, theme: Theme): Report {
  const rows = outcome.functions.map(({ function: fn, fit }) => [
    { text: safe(fn), paint: theme.name },
    { text: FITS[fit], paint: fit === 'ready' ? theme.good : theme.warn },
  ]);
  const lines = [
    ...table(rows, theme.columns),
    `${outcome.images.length} base image(s) and ${rows.length} function(s) loaded.`,
  ];
  return { text: lines.map((line) => `${line}\n`).join(''), json: outcome, exit: 0 };
}
