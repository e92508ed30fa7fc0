/**
 * `node tools/links.mjs`: does every relative link of the documents lead to a file? Exits 1 with a line for each that does not.
 *
 * Addresses on the web are not asked for: a test run must not depend on other people's servers.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentsIn } from './documents/list.mjs';
import { brokenLinks } from './links/links.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = documentsIn(root);
const complaints = documents.flatMap((path) => brokenLinks(root, path, readFileSync(join(root, path), 'utf8')));
for (const complaint of complaints) console.error(complaint);
console.log(`links: ${documents.length} documents, ${complaints.length} links that lead nowhere`);
process.exitCode = complaints.length === 0 ? 0 : 1;
