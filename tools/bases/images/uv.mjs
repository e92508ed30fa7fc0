/**
 * `uv:0.13`, for the uv project's own image: nothing but the static binary, to be copied from.
 */
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSIONS } from '../versions.mjs';

const uvLayer = {
  id: `uv-${VERSIONS.uv}`,
  needs: (sources) => sources.uv(),
  async stage(directory, binary) {
    await copyFile(binary, join(directory, 'uv'));
    await chmod(join(directory, 'uv'), 0o755);
    return directory;
  },
};

export const uv = {
  name: 'smolfaas.local/base/uv:0.13',
  standsFor: 'ghcr.io/astral-sh/uv:0.13',
  layers: [uvLayer],
  config: { Entrypoint: ['/uv'], WorkingDir: '/io' },
};
