/**
 * `node-build:24`, for `node:24-slim` where functions are built: npm and yarn classic at the places where the official
 * image has them, and the headers that native modules compile against (`npm_config_nodedir=/usr/local`).
 */
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSIONS } from '../versions.mjs';
import { debianLayer } from './debian.mjs';
import { nodeEnvironment, nodeLayer, nodePackage } from './node.mjs';

const COMMANDS = {
  npm: '../lib/node_modules/npm/bin/npm-cli.js',
  npx: '../lib/node_modules/npm/bin/npx-cli.js',
  yarn: `/opt/yarn-v${VERSIONS.yarn}/bin/yarn`,
  yarnpkg: `/opt/yarn-v${VERSIONS.yarn}/bin/yarnpkg`,
};

const toolsLayer = {
  id: `node-build-${VERSIONS.node}-npm-${VERSIONS.npm}-yarn-${VERSIONS.yarn}`,
  needs: (sources, { platform }) =>
    Promise.all([
      sources.npmPackage(nodePackage(platform)),
      sources.npmPackage(`npm@${VERSIONS.npm}`),
      sources.npmPackage(`yarn@${VERSIONS.yarn}`),
    ]),
  async stage(directory, [nodeFiles, npm, yarn]) {
    const local = join(directory, 'usr/local');
    await mkdir(join(local, 'bin'), { recursive: true });
    await cp(join(nodeFiles, 'include'), join(local, 'include'), { recursive: true });
    await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
    await cp(yarn, join(directory, `opt/yarn-v${VERSIONS.yarn}`), { recursive: true, verbatimSymlinks: true });
    for (const [name, target] of Object.entries(COMMANDS)) await symlink(target, join(local, 'bin', name));
    return directory;
  },
};

export const nodeBuild = {
  name: 'smolfaas.local/base/node-build:24',
  standsFor: 'node:24-slim',
  layers: [debianLayer, nodeLayer, toolsLayer],
  config: { Env: [...nodeEnvironment, `YARN_VERSION=${VERSIONS.yarn}`], Cmd: ['node'] },
};
