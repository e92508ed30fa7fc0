/**
 * What is known of each engine: e2e/engines/results.json, a row for each engine and builder, and the table in docs/engines.md that is made
 * from it.
 *
 * A run replaces what it ran and leaves the rest, so one engine, or one file of the suite, can be tried again without the hours that all of it takes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { splice } from '../../bench/report/readme.mjs';
import { engineTable } from './table.mjs';

const ROOT = new URL('../../', import.meta.url);
export const RESULTS = 'e2e/engines/results.json';
export const PAGE = 'docs/engines.md';
const MARKS = {
  begin: '<!-- engines: written by `npm run test:engines`, do not edit -->',
  end: '<!-- end of engines -->',
};

const read = (path) => readFileSync(new URL(path, ROOT), 'utf8');

/** All rows. */
export function readRows() {
  return JSON.parse(read(RESULTS));
}

/** Takes the place of the row of the same engine and builder, but for files that were not run this time; the page follows. */
export function keepRow(row) {
  const before = readRows().find((one) => key(one) === key(row));
  const others = readRows().filter((one) => key(one) !== key(row));
  const merged = { ...row, files: { ...before?.files, ...row.files } };
  const rows = [...others, merged].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  writeFileSync(new URL(RESULTS, ROOT), `${JSON.stringify(rows, undefined, 2)}\n`);
  writePage();
}

const key = ({ engine, builder }) => `${engine} ${builder}`;

/** The page as it is, and as the results want it. @throws when it has lost its marks */
export function pageState() {
  const present = read(PAGE);
  return { path: PAGE, present, wanted: splice(present, engineTable(readRows()), MARKS) };
}

/** Makes the page what the results say. */
export function writePage() {
  writeFileSync(new URL(PAGE, ROOT), pageState().wanted);
}
