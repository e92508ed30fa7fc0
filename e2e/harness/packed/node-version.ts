/**
 * Provides other versions of Node.js than the one that runs the tests, from npm: the packages `node-<platform>-<arch>` hold
 * nothing but the official program, without an install script.
 *
 * They are kept in `.tools/node/<major>` of the clone, each installed once: 150 MB or so each, a few seconds.
 */
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectRun } from './run.js';

const KEPT = fileURLToPath(new URL('../../../.tools/node', import.meta.url));
const PACKAGE = `node-${process.platform}-${process.arch}`;

/** The directory of a `node` program of this major version: the running one where that fits. */
export async function nodeDirectory(major: number): Promise<string> {
  if (Number.parseInt(process.versions.node, 10) === major) return dirname(process.execPath);
  const directory = join(KEPT, String(major));
  const programs = join(directory, 'node_modules', PACKAGE, 'bin');
  const isThere = await access(join(programs, 'node')).then(
    () => true,
    () => false,
  );
  if (!isThere) await install(major, directory);
  return programs;
}

/** Beside its place first: an install that was cut off must not look like a finished one. */
async function install(major: number, directory: string): Promise<void> {
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
  await expectRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${PACKAGE}@${major}`], {
    cwd: unfinished,
  });
  await rm(directory, { recursive: true, force: true });
  await rename(unfinished, directory);
}
