/**
 * BuildKit's daemon and its small client, and what lets it run without root, compiled from the Go module proxy: no package registry has them ready-made.
 *
 * BuildKit's own module refuses `go install` (its go.mod excludes versions), but not to be a tool of another module: ours, in
 * `buildkitd/`, whose go.sum pins every source by checksum. Same sources, same compiler, no paths, no C: the same bytes on every
 * machine. It takes three minutes on two cores, and a gigabyte that is thrown away with the working directory.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../process/command.mjs';
import { VERSIONS } from '../versions.mjs';

const MODULE = fileURLToPath(new URL('../buildkitd', import.meta.url));
const PACKAGES = [
  'github.com/moby/buildkit/cmd/buildkitd',
  'github.com/moby/buildkit/cmd/buildctl',
  'github.com/rootless-containers/rootlesskit/v2/cmd/rootlesskit',
];

/** Compiles with the toolchain at `goRoot`; returns the directory of the programs. */
export async function compileBuildkit(goRoot, { workDir, platform, signal }) {
  const out = join(workDir, 'buildkit/bin');
  await mkdir(out, { recursive: true });
  const version = `-X github.com/moby/buildkit/version.Version=v${VERSIONS.buildkit}`;
  const args = ['build', '-trimpath', '-buildvcs=false', `-ldflags=-s -w ${version}`, '-o', `${out}/`, ...PACKAGES];
  await run(join(goRoot, 'bin/go'), args, { cwd: MODULE, signal, env: compilerEnvironment(goRoot, workDir, platform) });
  return out;
}

/** The user's own proxy and checksum settings count; caches and everything that changes the result do not. */
function compilerEnvironment(goRoot, workDir, platform) {
  const [GOOS, GOARCH] = platform.go.split('-');
  const caches = { GOPATH: join(workDir, 'buildkit/path'), GOCACHE: join(workDir, 'buildkit/cache') };
  const fixed = { GOROOT: goRoot, GOTOOLCHAIN: 'local', GOWORK: 'off', CGO_ENABLED: '0', GOOS, GOARCH };
  return { ...process.env, ...caches, ...fixed, GOFLAGS: '-mod=readonly -modcacherw' };
}
