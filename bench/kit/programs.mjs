/**
 * Small programs of Debian that measure: `wrk` sends requests, GNU `time` tells a program's peak memory.
 *
 * Why not our own: a load generator on Node.js would take more of the processors than the router does, and all routers would look alike;
 * and only who waits for a program, and is small itself, learns its true peak.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from '../../tools/process/apt.mjs';

const PURPOSES = { wrk: 'measure the router', time: 'measure memory' };

/** Installs those of `names` that are missing. @throws NeedsUser with the command to run, where that is not ours to do */
export async function providePrograms(names) {
  const missing = names.filter((name) => !isOnPath(name));
  if (missing.length === 0) return;
  await aptInstall(missing, missing.map((name) => PURPOSES[name]).join(' and to '));
}

/** Looked for as a file: `time` is also a word of some shells. */
const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
