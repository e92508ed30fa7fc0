/**
 * The report of `images pull`: the result for each image. A tag that moved shows both digests,
 * since everything built on it changes.
 */
import type { PulledImage, PullOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { safe } from '../text/safe.js';
import { shortDigest, shortName } from '../text/image-name.js';
import { errorJson, type Report } from './report.js';
import { type Cell, table } from './table.js';

/** Exit 1 when an image is not available. */
export function reportPull({ images, lockFile }: PullOutcome, theme: Theme): Report {
  const failures = images.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const rows = images.filter(({ status }) => status !== 'failed').map((image) => row(image, theme));
  const lines = [
    ...(images.length === 0 ? ['No image is needed.'] : table(rows, theme.columns)),
    ...failures.flatMap((error) => failureLines(undefined, describe(error), { theme })),
    ...(lockFile === undefined ? [] : [`${safe(lockFile)} follows; commit it.`]),
  ];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: {
      images: images.map(({ error, ...image }) => ({
        ...image,
        ...(error !== undefined && { error: errorJson(describe(error)) }),
      })),
      ...(lockFile !== undefined && { lockFile }),
    },
    exit: failures.length === 0 ? 0 : 1,
  };
}

function row({ reference, status, before, now }: PulledImage, theme: Theme): Cell[] {
  const changed = status === 'pulled' || status === 'updated';
  return [
    { text: status, paint: changed ? theme.good : theme.dim },
    { text: safe(shortName(reference)), paint: theme.name },
    { text: status === 'updated' ? `${digest(before)} -> ${digest(now)}` : digest(now) },
  ];
}

const digest = (text: string | undefined): string => (text === undefined ? '' : safe(shortDigest(text)));
