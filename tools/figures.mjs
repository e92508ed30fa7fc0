/**
 * `node tools/figures.mjs`: do the documents say what was found? README.md and docs/figures.md what bench/results/latest.json holds, docs/engines.md
 * what e2e/engines/results.json holds. Exits 1 with a line for each document that does not. `--write` makes them so; `npm run bench` and
 * `npm run test:engines` do that by themselves.
 */
import { documents, RESULTS, writeDocuments } from '../bench/report/documents.mjs';
import { pageState, RESULTS as ENGINE_RESULTS, writePage } from './engines/results.mjs';

if (process.argv.includes('--write')) {
  writeDocuments();
  writePage();
}
const all = [
  ...documents().map((document) => ({ ...document, from: RESULTS })),
  { ...pageState(), from: ENGINE_RESULTS },
];
const differing = all.filter(({ present, wanted }) => present !== wanted);
for (const { path, from } of differing) console.error(`${path} says something else than ${from}`);
console.log(`figures: ${differing.length} documents that differ (mend with: node tools/figures.mjs --write)`);
process.exitCode = differing.length === 0 ? 0 : 1;
