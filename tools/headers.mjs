/**
 * `node tools/headers.mjs`: does every source file open with a header comment? Exits 1 with a line for each that does not.
 *
 * Looked at: packages/<package>/src without tests and generated code, these tools, and the benchmarks.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFiles } from './doors/workspace.mjs';
import { headerProblem } from './headers/check.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = readdirSync(join(root, 'packages'))
  .map((folder) => join(root, 'packages', folder, 'src'))
  .filter(existsSync);
const scripts = ['tools', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, String(name))),
);
const files = [...packages.flatMap(sourceFiles), ...scripts.filter((path) => path.endsWith('.mjs'))].filter(
  (path) => !path.includes('.test.'),
);

const complaints = files.flatMap((path) => {
  const problem = headerProblem(readFileSync(path, 'utf8'));
  return problem === undefined ? [] : [`${relative(root, path)}:1 ${problem}`];
});
for (const complaint of complaints) console.error(complaint);
console.log(`headers: ${files.length} files, ${complaints.length} without a proper header`);
process.exitCode = complaints.length === 0 ? 0 : 1;
