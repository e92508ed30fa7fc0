/**
 * `node tools/headers.mjs`: does every source file open with a header comment, and does it name the stages as ARCHITECTURE.md numbers them?
 * Exits 1 with a line for each fault.
 *
 * Not looked at: tests.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headerProblem } from './headers/check.mjs';
import { stageProblems, stageTable } from './headers/stages.mjs';
import { sourcesIn } from './sources/list.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = sourcesIn(root).filter((path) => !path.includes('.test.') && !path.startsWith('e2e/'));

const stages = stageTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
if (stages.length === 0) throw new Error('ARCHITECTURE.md has no table of stages');
const complaints = files.flatMap((path) => {
  const source = readFileSync(join(root, path), 'utf8');
  const problem = headerProblem(source);
  const found = [...(problem === undefined ? [] : [problem]), ...stageProblems(source, path, stages)];
  return found.map((one) => `${path}:1 ${one}`);
});
for (const complaint of complaints) console.error(complaint);
console.log(`headers: ${files.length} files, ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;
