/**
 * Writes generated functions into the functions directory of a contestant.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf } from './sources.mjs';

/** `contents` as in sources.mjs; a function gets a dependency of its own, `<contents.dependency>-<name>`. */
export async function writeFunctions(functionsDir, functions, contents) {
  for (const one of functions) {
    const files = filesOf(one, { ...contents, dependency: `${contents.dependency}-${one.name}` });
    for (const [path, text] of Object.entries(files)) await writeText(join(functionsDir, one.name, path), text);
  }
}

async function writeText(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
