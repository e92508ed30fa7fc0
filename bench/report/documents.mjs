/**
 * The documents that are made from bench/results/latest.json: as they should be, and bringing them there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { page } from './page.mjs';
import { excerpt, splice } from './readme.mjs';

const ROOT = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');

export const RESULTS = 'bench/results/latest.json';

/** `[{ path, present, wanted }]`, paths from the root of the repository. @throws when the README has lost its marks */
export function documents() {
  const results = JSON.parse(read(RESULTS));
  const readme = read('README.md');
  return [
    { path: 'README.md', present: readme, wanted: splice(readme, excerpt(results)) },
    { path: 'docs/figures.md', present: read('docs/figures.md'), wanted: page(results) },
  ];
}

/** Writes what differs. */
export function writeDocuments() {
  for (const { path, present, wanted } of documents()) {
    if (present !== wanted) writeFileSync(new URL(path, ROOT), wanted);
  }
}
