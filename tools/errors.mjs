/**
 * `node tools/errors.mjs`: are the pages of the error codes what the code says? Exits 1 with a line for each file that is not.
 * `--write` writes them.
 *
 *     golden sentences (cli/src/errors/__golden__/errors.txt) + `new SmolfaasError('…')` in the sources
 *       ->  packages/cli/src/help/gen/error-facts.ts, which `smolfaas help errors` shows
 *     the same + meanings (cli/src/help/error-meanings.ts, as built)  ->  docs/errors.md
 *
 * Invariant: no sentence is written twice. Meanings are in one file, sentences in another, and the rest is found.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorDocument } from './errors/document.mjs';
import { examplesIn, factsModule, placesIn } from './errors/facts.mjs';
import { sourcesIn } from './sources/list.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
const FACTS = 'packages/cli/src/help/gen/error-facts.ts';
const DOCUMENT = 'docs/errors.md';

const sources = sourcesIn(root).filter(
  (path) => path.startsWith('packages/') && !/\.test\.|\/fakes\/|packages\/testing\//.test(path),
);
const places = placesIn(sources.map((path) => ({ path, text: read(path) })));
const facts = examplesIn(read('packages/cli/src/errors/__golden__/errors.txt')).map((one) => ({
  ...one,
  places: places.get(one.code) ?? [],
}));
const { ERROR_MEANINGS } = await import(join(root, 'packages/cli/dist/help/error-meanings.js'));
const wanted = { [FACTS]: factsModule(facts), [DOCUMENT]: errorDocument(facts, ERROR_MEANINGS) };

const stale = Object.entries(wanted).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--write')) for (const [path, text] of stale) writeFileSync(join(root, path), text);
else for (const [path] of stale) console.error(`${path} is out of date; to write it: node tools/errors.mjs --write`);
console.log(`errors: ${facts.length} codes, ${stale.length} stale files`);
process.exitCode = stale.length === 0 || process.argv.includes('--write') ? 0 : 1;
