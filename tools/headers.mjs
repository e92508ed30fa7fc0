/**
 * `node tools/headers.mjs`: does every source file open with a header comment, and does it name the stages as ARCHITECTURE.md numbers them?
 * Exits 1 with a line for each fault.
 *
 * Looked at: packages/<package>/src without tests and generated code, these tools, and the benchmarks.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFiles } from './doors/workspace.mjs';
import { headerProblem } from './headers/check.mjs';
import { stageProblems, stageTable } from './headers/stages.mjs';

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

const stages = stageTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
if (stages.length === 0) throw new Error('ARCHITECTURE.md has no table of stages');
const complaints = files.flatMap((path) => {
  const source = readFileSync(path, 'utf8');
  const place = relative(root, path).replaceAll('\\', '/');
  const problem = headerProblem(source);
  const found = [...(problem === undefined ? [] : [problem]), ...stageProblems(source, place, stages)];
  return found.map((one) => `${place}:1 ${one}`);
});
for (const complaint of complaints) console.error(complaint);
console.log(`headers: ${files.length} files, ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
