/**
 * Programs of a root file system that Debian does not have: compiled from the Go module proxy, and laid over what its packages brought.
 *
 * The toolchain is fetched for it, as for base images: no Go need be installed here, and the compiler is always the same.
 */
import { chmod, copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGoPrograms } from '../bases/sources/go-programs.mjs';
import { unpackGoToolchain } from '../bases/sources/go.mjs';

/** The directory with go.mod and go.sum of what `go` of catalog.mjs says. */
export function moduleDirectory({ module }) {
  return fileURLToPath(new URL(module, import.meta.url));
}

/** Compiles them below `workDir`, in minutes; returns the directory that they are in. */
export async function compilePrograms(go, context) {
  const programs = { ...go, module: moduleDirectory(go) };
  return compileGoPrograms(programs, await unpackGoToolchain(context), context);
}

/** Puts all programs of `directory` where `go` wants them in `root`, in place of what is there. */
export async function layOver(root, go, directory) {
  for (const name of await readdir(directory)) {
    const target = join(root, go.into, name);
    await copyFile(join(directory, name), target);
    await chmod(target, 0o755);
  }
}
