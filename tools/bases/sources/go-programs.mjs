/**
 * Programs compiled from the Go module proxy, where no package registry has them ready-made.
 *
 * Modules that are made to be programs may refuse `go install` (their go.mod replaces or excludes versions), but not to be a tool of another
 * module, whose go.sum pins every source by checksum. Same sources, same compiler, no paths, no C: the same bytes on every machine.
 * It takes minutes on two cores, and gigabytes that are thrown away with the working directory.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';

/**
 * @typedef {object} GoPrograms
 * @property {string} module  absolute path of the directory with go.mod and go.sum
 * @property {readonly string[]} packages  one program each, named after the last part of its path
 * @property {Readonly<Record<string, string>>} variables  set by the linker, such as the version that a program tells
 * @property {boolean} [optimized]  true unless said; without it compiling takes two thirds of the time, for programs whose speed does not matter
 */

/** Compiles with the toolchain at `goRoot`; returns the directory of the programs, which is below `workDir`. */
export async function compileGoPrograms(programs, goRoot, { workDir, platform, signal }) {
  const { module, packages, variables, optimized = true } = programs;
  const out = join(workDir, 'programs/bin');
  await mkdir(out, { recursive: true });
  const set = Object.entries(variables).map(([name, value]) => ` -X ${name}=${value}`);
  const flags = ['-trimpath', '-buildvcs=false', `-ldflags=-s -w${set.join('')}`];
  if (!optimized) flags.push('-gcflags=all=-N -l');
  const env = compilerEnvironment(goRoot, workDir, platform);
  await run(join(goRoot, 'bin/go'), ['build', ...flags, '-o', `${out}/`, ...packages], { cwd: module, signal, env });
  return out;
}

/** The user's own proxy and checksum settings count; caches and everything that changes the result do not. */
function compilerEnvironment(goRoot, workDir, platform) {
  const [GOOS, GOARCH] = platform.go.split('-');
  const caches = { GOPATH: join(workDir, 'programs/path'), GOCACHE: join(workDir, 'programs/cache') };
  const fixed = { GOROOT: goRoot, GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0', GOOS, GOARCH };
  return { ...process.env, ...caches, ...fixed, GOFLAGS: '-mod=readonly -modcacherw' };
}
