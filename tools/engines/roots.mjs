/**
 * Root file systems of other engines, made from Debian's packages once and kept.
 *
 *   $XDG_CACHE_HOME/smolfaas/engines/<name>-<hash>/    the hash covers what it is made from (catalog.mjs)
 *
 * What must stay true: a directory has its final name only when it is complete. Nobody writes into it: the harness lays a file system in
 * memory over it, so any number of engines can run from one.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, debianMirror } from '../bases/sources/mmdebstrap.mjs';
import { ensureTools } from '../bases/tools.mjs';
import { platformNames } from '../bases/versions.mjs';
import { ROOTS } from './catalog.mjs';

/** A frozen mirror's index of sid is past its date; its signature counts. */
const APT_OPTIONS = ['Acquire::Check-Valid-Until "false"', 'APT::Install-Recommends "false"'];

/** Where the root file system `name` is or will be. */
export function rootDirectory(name, env = process.env) {
  const hash = createHash('sha256').update(JSON.stringify(ROOTS[name])).digest('hex').slice(0, 12);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'smolfaas/engines', `${name}-${hash}`);
}

/** Makes it if it is not there; returns its directory. Needs root and takes 20 s. */
export async function provideRoot(name) {
  const directory = rootDirectory(name);
  if (existsSync(directory)) return directory;
  await ensureTools();
  const partial = `${directory}.${process.pid}.partial`;
  await mkdir(join(directory, '..'), { recursive: true });
  try {
    const arch = platformNames(process.arch).debian;
    await bootstrap(partial, { ...ROOTS[name], arch, mirror: await debianMirror(), options: APT_OPTIONS });
    await rename(partial, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return directory;
}
