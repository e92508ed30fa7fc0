/**
 * `node tools/figures.mjs`: are the figures in README.md and docs/figures.md those of bench/results/latest.json? Exits 1 with a line
 * for each document where they are not. `--write` makes them so; `npm run bench` does that by itself.
 */
import { documents, RESULTS, writeDocuments } from '../bench/report/documents.mjs';

if (process.argv.includes('--write')) writeDocuments();
const differing = documents().filter(({ present, wanted }) => present !== wanted);
for (const { path } of differing) console.error(`${path} has other figures than ${RESULTS}`);
console.log(`figures: ${differing.length} documents that differ (mend with: node tools/figures.mjs --write)`);
process.exitCode = differing.length === 0 ? 0 : 1;
