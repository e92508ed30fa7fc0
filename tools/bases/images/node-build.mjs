/**
 * `node-build:24`, for `node:24-slim` where functions are built: `node:24` with the headers that native modules compile
 * against (`npm_config_nodedir=/usr/local`).
 */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSIONS } from '../versions.mjs';
import { node, nodePackage } from './node.mjs';

const headersLayer = {
  id: `node-headers-${VERSIONS.node}`,
  needs: (sources, { platform }) => sources.npmPackage(nodePackage(platform)),
  async stage(directory, nodeFiles) {
    const local = join(directory, 'usr/local');
    await mkdir(local, { recursive: true });
    await cp(join(nodeFiles, 'include'), join(local, 'include'), { recursive: true });
    return directory;
  },
};

export const nodeBuild = {
  name: 'smolfaas.local/base/node-build:24',
  standsFor: 'node:24-slim',
  revision: 2,
  layers: [...node.layers, headersLayer],
  config: node.config,
};
