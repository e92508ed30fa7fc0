/**
 * `node tools/snippets.mjs`: is the code in the documents what the tested files say? Exits 1 with a line for each snippet that
 * differs or whose file is gone. `--write` takes over what differs; what is gone stays a complaint.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentsIn } from './documents/list.mjs';
import { refresh } from './snippets/snippets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const write = process.argv.includes('--write');
const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);

const documents = documentsIn(root);
const complaints = documents.flatMap((path) => {
  const { markdown, stale, problems } = refresh(read(path), read);
  if (write && stale.length > 0) writeFileSync(join(root, path), markdown);
  const told = write ? problems : [...problems, ...stale.map((line) => `${line}; to take it over: pnpm snippets`)];
  return told.map((line) => `${path}:${line}`);
});
for (const complaint of complaints) console.error(complaint);
console.log(`snippets: ${documents.length} documents, ${complaints.length} wrong snippets`);
process.exitCode = complaints.length === 0 ? 0 : 1;
