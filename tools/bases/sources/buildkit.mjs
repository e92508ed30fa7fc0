/**
 * BuildKit's daemon and its small client, and what lets it run without root: no package registry has them ready-made, so they are compiled
 * (go-programs.mjs), from the sources that go.mod and go.sum in `buildkitd/` pin. It takes three minutes on two cores.
 */
import { fileURLToPath } from 'node:url';
import { VERSIONS } from '../versions.mjs';
import { compileGoPrograms } from './go-programs.mjs';

const BUILDKIT = {
  module: fileURLToPath(new URL('../buildkitd', import.meta.url)),
  packages: [
    'github.com/moby/buildkit/cmd/buildkitd',
    'github.com/moby/buildkit/cmd/buildctl',
    'github.com/rootless-containers/rootlesskit/v2/cmd/rootlesskit',
  ],
  variables: { 'github.com/moby/buildkit/version.Version': `v${VERSIONS.buildkit}` },
};

/** Compiles with the toolchain at `goRoot`; returns the directory of the programs. */
export function compileBuildkit(goRoot, context) {
  return compileGoPrograms(BUILDKIT, goRoot, context);
}
