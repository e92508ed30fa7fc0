/**
 * `node tools/links.mjs`: does every relative link of the documents lead to a file? Exits 1 with a line for each that does not.
 *
 * Looked at: Markdown at the root, below docs/, and in the folders of packages and of example runtimes. Addresses on the web are
 * not asked for: a test run must not depend on other people's servers.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenLinks } from './links/links.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const markdownIn = (folder, options) =>
  readdirSync(join(root, folder), options)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const foldersIn = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
const documents = [
  ...markdownIn(''),
  ...markdownIn('docs', { recursive: true }),
  ...['packages', 'examples/runtimes'].flatMap(foldersIn).flatMap((folder) => markdownIn(folder)),
];

const complaints = documents.flatMap((path) => brokenLinks(root, path, readFileSync(join(root, path), 'utf8')));
for (const complaint of complaints) console.error(complaint);
console.log(`links: ${documents.length} documents, ${complaints.length} links that lead nowhere`);
process.exitCode = complaints.length === 0 ? 0 : 1;
