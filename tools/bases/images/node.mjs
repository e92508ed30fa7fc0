/**
 * `node:24`, for `node:24-slim` at run time: Debian and the official binary. The package managers and headers, which a
 * running function never needs, are in `node-build`.
 */
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSIONS } from '../versions.mjs';
import { debianLayer } from './debian.mjs';
import { PATH } from './environment.mjs';

/** The npm package that is Node.js for this platform; `node-build` takes the headers from the same download. */
export function nodePackage(platform) {
  return `node-${platform.node}@${VERSIONS.node}`;
}

export const nodeLayer = {
  id: `node-${VERSIONS.node}`,
  needs: (sources, { platform }) => sources.npmPackage(nodePackage(platform)),
  async stage(directory, unpacked) {
    const bin = join(directory, 'usr/local/bin');
    await mkdir(bin, { recursive: true });
    await copyFile(join(unpacked, 'bin/node'), join(bin, 'node'));
    await symlink('node', join(bin, 'nodejs'));
    return directory;
  },
};

export const nodeEnvironment = [PATH, `NODE_VERSION=${VERSIONS.node}`];

export const node = {
  name: 'smolfaas.local/base/node:24',
  standsFor: 'node:24-slim',
  layers: [debianLayer, nodeLayer],
  config: { Env: nodeEnvironment, Cmd: ['node'] },
};
