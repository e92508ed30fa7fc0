/** BuildKit's daemon and its small client, and what lets it run without root: compiled, see go-programs.mjs; three minutes on two cores. */
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
