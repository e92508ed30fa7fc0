/**
 * `node tools/prose.mjs`: are comments and documents free of the phrases in tools/prose/phrases.mjs? Exits 1 with a line for each.
 *
 * Not read: generated code and documents, and docs/decisions, which keep the words of their day.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentsIn } from './documents/list.mjs';
import { phrasesInComments, phrasesInMarkdown } from './prose/phrases.mjs';
import { sourcesIn } from './sources/list.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const GENERATED = /^docs\/(?:api|decisions)\/|^docs\/figures\.md$/;

const sources = sourcesIn(root);
const documents = documentsIn(root).filter((path) => !GENERATED.test(path.replaceAll('\\', '/')));

const complaints = [
  ...sources.flatMap((path) => complain(path, phrasesInComments)),
  ...documents.flatMap((path) => complain(path, phrasesInMarkdown)),
];
for (const complaint of complaints) console.error(complaint);
console.log(`prose: ${sources.length + documents.length} files, ${complaints.length} phrases to replace`);
process.exitCode = complaints.length === 0 ? 0 : 1;

function complain(path, phrasesIn) {
  return phrasesIn(readFileSync(join(root, path), 'utf8')).map(
    ({ line, phrase, instead }) => `${path}:${line} "${phrase}": write ${instead}`,
  );
}
