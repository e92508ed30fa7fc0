/**
 * What is known of each engine: e2e/engines/results.json, a row for each engine and builder, and the table in docs/engines.md that is made
 * from it.
 *
 * Every file of the suite is kept as soon as it has run, with the commit that it ran on. So a row can be completed in several goes, one file can be
 * tried again, and a run that is ended loses only the file it was at.
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

/** The row of this engine and builder, or undefined. */
export function rowOf(run) {
  return readRows().find((one) => key(one) === key(run));
}

/**
 * Keeps what came of one file: `files` has it, or none, by its path. `run` says on which engine and builder, and the engine's versions. Files that the
 * suite no longer has are forgotten; the page follows.
 */
export function keepFiles(run, files, suite) {
  const others = readRows().filter((one) => key(one) !== key(run));
  const all = { ...rowOf(run)?.files, ...files };
  const present = suite.filter((path) => path in all).map((path) => [path, all[path]]);
  const row = { ...run, suite: suite.length, files: Object.fromEntries(present) };
  const rows = [...others, row].sort((a, b) => (key(a) < key(b) ? -1 : 1));
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
