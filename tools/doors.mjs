/**
 * `node tools/doors.mjs`: do all imports go through the doors? Exits 1 with a line for each that does not.
 *
 *   workspace (files and imports) -> check (rules) + cycles -> complaints
 */
import { fileURLToPath } from 'node:url';
import { checkDoors } from './doors/check.mjs';
import { findCycles, findFolderCycles } from './doors/cycles.mjs';
import { readWorkspace } from './doors/workspace.mjs';

const packages = readWorkspace(fileURLToPath(new URL('..', import.meta.url)));
const cycles = [...findCycles(packages), ...findFolderCycles(packages)].map(
  (cycle) => `${cycle[0]}:1 is part of an import cycle:\n    ${cycle.join('\n -> ')}`,
);
const complaints = [...checkDoors(packages), ...cycles];
const files = packages.reduce((sum, { files: list }) => sum + list.length, 0);
for (const complaint of complaints) console.error(complaint);
console.log(`doors: ${packages.length} packages, ${files} files, ${complaints.length} wrong imports`);
process.exitCode = complaints.length === 0 ? 0 : 1;
