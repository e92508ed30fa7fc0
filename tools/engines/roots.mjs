/**
 * Root file systems of other engines, made from Debian's packages and compiled programs once and kept.
 *
 *   $XDG_CACHE_HOME/smolfaas/engines/<name>-<hash>/    the hash covers what it is made from (catalog.mjs, and go.mod of what is compiled)
 *
 * Invariant: a directory has its final name only when it is complete. Nothing writes into it: the harness lays a file system in
 * memory over it, so any number of engines can run from one.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, debianMirror } from '../bases/sources/mmdebstrap.mjs';
import { ensureTools } from '../bases/tools.mjs';
import { platformNames, VERSIONS } from '../bases/versions.mjs';
import { ROOTS } from './catalog.mjs';
import { compilePrograms, layOver, moduleDirectory } from './programs.mjs';

/** A frozen mirror's index of sid is past its date; its signature counts. */
const APT_OPTIONS = ['Acquire::Check-Valid-Until "false"', 'APT::Install-Recommends "false"'];

/** Where the root file system `name` is or will be. */
export function rootDirectory(name, env = process.env) {
  const { go } = ROOTS[name];
  const sources = go === undefined ? '' : VERSIONS.go + readFileSync(join(moduleDirectory(go), 'go.mod'), 'utf8');
  const hash = createHash('sha256').update(JSON.stringify(ROOTS[name]) + sources);
  return join(
    env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'smolfaas/engines',
    `${name}-${hash.digest('hex').slice(0, 12)}`,
  );
}

/** Makes it if it is not there; returns its directory. Needs root and takes 20 s, or minutes when something is compiled. */
export async function provideRoot(name) {
  const directory = rootDirectory(name);
  if (existsSync(directory)) return directory;
  await ensureTools();
  const partial = `${directory}.${process.pid}.partial`;
  try {
    await makeRoot(partial, ROOTS[name]);
    await rename(partial, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return directory;
}

/** Debian and the programs are made at once. Debian is never ended half-way, since it has file systems mounted; the compiler is. */
async function makeRoot(target, { go, ...system }) {
  const workDir = `${target}.work`;
  const cancel = new AbortController();
  const context = { workDir, platform: platformNames(process.arch), signal: cancel.signal };
  const from = { arch: context.platform.debian, mirror: await debianMirror(), options: APT_OPTIONS };
  await mkdir(workDir, { recursive: true });
  const jobs = [
    bootstrap(target, { ...system, ...from }),
    go === undefined ? Promise.resolve() : compilePrograms(go, context),
  ];
  try {
    const [, programs] = await Promise.all(jobs);
    if (go !== undefined) await layOver(target, go, programs);
  } finally {
    cancel.abort();
    await Promise.allSettled(jobs);
    await rm(workDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
