/**
 * `node:24`, for `node:24-slim`: Debian, the official binary, the user `node`, and npm, yarn classic and Corepack at the
 * places where the official image has them. The headers, which a running function never needs, are in `node-build`.
 */
import { appendFile, chown, copyFile, cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
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

const UID = 1000;
const ACCOUNT = {
  passwd: `node:x:${UID}:${UID}::/home/node:/bin/bash`,
  group: `node:x:${UID}:`,
  shadow: 'node:!::0:99999:7:::',
};

/** Many Dockerfiles end with `USER node`. */
export const nodeUserLayer = {
  id: 'node-user-shadow',
  needs: (sources) => sources.debian(),
  async stage(directory, { rootfs }, { signal }) {
    await mkdir(join(directory, 'etc'));
    for (const [name, line] of Object.entries(ACCOUNT)) {
      await run('cp', ['-a', join(rootfs, 'etc', name), join(directory, 'etc', name)], { signal });
      await appendFile(join(directory, 'etc', name), `${line}\n`);
    }
    await mkdir(join(directory, 'home/node'), { recursive: true });
    await chown(join(directory, 'home/node'), UID, UID);
    return directory;
  },
  options: { owners: 'staged' },
};

const COMMANDS = {
  npm: '../lib/node_modules/npm/bin/npm-cli.js',
  npx: '../lib/node_modules/npm/bin/npx-cli.js',
  corepack: '../lib/node_modules/corepack/dist/corepack.js',
  yarn: `/opt/yarn-v${VERSIONS.yarn}/bin/yarn`,
  yarnpkg: `/opt/yarn-v${VERSIONS.yarn}/bin/yarnpkg`,
};

export const nodeToolsLayer = {
  id: `node-tools-npm-${VERSIONS.npm}-yarn-${VERSIONS.yarn}-corepack-${VERSIONS.corepack}`,
  needs: (sources) =>
    Promise.all(['npm', 'yarn', 'corepack'].map((name) => sources.npmPackage(`${name}@${VERSIONS[name]}`))),
  async stage(directory, [npm, yarn, corepack]) {
    const local = join(directory, 'usr/local');
    await mkdir(join(local, 'bin'), { recursive: true });
    const asIs = { recursive: true, verbatimSymlinks: true };
    await cp(npm, join(local, 'lib/node_modules/npm'), asIs);
    await cp(corepack, join(local, 'lib/node_modules/corepack'), asIs);
    await cp(yarn, join(directory, `opt/yarn-v${VERSIONS.yarn}`), asIs);
    for (const [name, target] of Object.entries(COMMANDS)) await symlink(target, join(local, 'bin', name));
    return directory;
  },
};

export const nodeEnvironment = [PATH, `NODE_VERSION=${VERSIONS.node}`, `YARN_VERSION=${VERSIONS.yarn}`];

export const node = {
  name: 'smolfaas.local/base/node:24',
  standsFor: 'node:24-slim',
  revision: 2,
  layers: [debianLayer, nodeLayer, nodeUserLayer, nodeToolsLayer],
  config: { Env: nodeEnvironment, Cmd: ['node'] },
};
