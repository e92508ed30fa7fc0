/**
 * The table of `smolfaas images`, with one line for each image. Below it are lines for what does
 * not fit into a table: downloads of other kinds, lines of Dockerfiles that cannot be resolved, and
 * functions with unknown needs.
 */
import type { ImagesOutcome, ImageUse, NeededImage } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { neededBy } from '../errors/sentence.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { size } from '../text/size.js';
import { safe } from '../text/safe.js';
import { shortDigest, shortName } from '../text/image-name.js';
import { errorJson, type Report } from './report.js';
import { type Cell, table } from './table.js';

const HEAD = ['IMAGE', 'USED BY', 'FROM', 'HERE', 'DIGEST', 'SIZE'] as const;

/** Exit 1 when the needs of a function are unknown, because the list is incomplete then. */
export function reportImages(outcome: ImagesOutcome, theme: Theme): Report {
  const { images, downloads, unknown, failures } = outcome;
  const head = HEAD.map((text): Cell => ({ text, paint: theme.dim }));
  const lines = [
    ...(images.length === 0
      ? ['No image is needed.']
      : table([head, ...images.map((image) => row(image, theme))], theme.columns)),
    ...downloads.map((one) => `${theme.dim('also fetched:')} ${neededBy(one)}`),
    ...unknown.map((one) => `${theme.warn('warning:')} ${safe(one.function)}: ${unknownText(one)}`),
    ...failures.flatMap(({ function: fn, error }) => failureLines(fn, describe(error), { theme })),
  ];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: { ...outcome, failures: failures.map((one) => ({ ...one, error: errorJson(describe(one.error)) })) },
    exit: failures.length === 0 ? 0 : 1,
  };
}

const unknownText = ({ line, written }: ImagesOutcome['unknown'][number]): string =>
  `Dockerfile:${line} names an image that cannot be told beforehand: ${safe(written)}`;

function row(image: NeededImage, theme: Theme): Cell[] {
  const { reference, origin, registry, present, uses } = image;
  return [
    { text: safe(shortName(reference)), paint: theme.name },
    { text: usesText(uses) },
    { text: origin === 'stand-in' ? origin : `${origin}, ${registry === undefined ? 'local' : safe(registry)}` },
    here(image, theme),
    { text: digestText(image) },
    { text: present?.bytes === undefined ? '' : size(present.bytes) },
  ];
}

/** `api (node, node-build), web`: each user once, with the kinds of use in brackets. */
function usesText(uses: readonly ImageUse[]): string {
  const users = [...new Set(uses.map(userOf))];
  return users
    .map((user) => {
      const kinds = uses.filter((use) => userOf(use) === user).flatMap(kindOf);
      return kinds.length === 0 ? safe(user) : `${safe(user)} (${kinds.map(safe).sort().join(', ')})`;
    })
    .join(', ');
}

const userOf = ({ function: fn, role }: ImageUse): string => fn ?? role;
const kindOf = ({ key, role }: ImageUse): string[] =>
  key === undefined ? (role === 'frontend' ? ['syntax'] : []) : [key];

function here({ present, locked }: NeededImage, theme: Theme): Cell {
  if (present === undefined) return { text: 'no', paint: theme.bad };
  if (locked === undefined) return { text: 'yes', paint: theme.good };
  const same = locked.digest === present.digest || locked.id === present.id;
  return same ? { text: 'yes, locked', paint: theme.good } : { text: 'not the locked one', paint: theme.bad };
}

/**
 * The registry's digest, or the id of an image that no registry knows. The locked digest if the
 * image is not present.
 */
function digestText({ present, locked }: NeededImage): string {
  const digest = present === undefined ? (locked?.digest ?? '') : (present.digest ?? `id ${present.id}`);
  return shortDigest(digest);
}
