/**
 * Yarn 2 and later with the node-modules linker, always fetched.
 *
 * The command for a production install does not check that the lock file matches package.json, so a
 * command that does check runs first. A committed `yarnPath` is used: the fetched yarn hands over
 * to it. Registry settings and credentials are in `.yarnrc.yml`, the function's and the user's, so
 * those files are secrets here. Other managers use `.npmrc`, which yarn does not read. The lock
 * file records the function's own commands (`bin`), so they are part of that check.
 *
 * Gotcha: in continuous integration yarn refuses to install without a lock file. So the environment
 * switches that refusal off, and the commands request it (`--immutable`) only where there is a lock
 * file.
 */
import type { SourceTree } from '@smolfaas/core';
import { cacheMount, secretMount } from '@smolfaas/llb';
import type { Problem } from '@smolfaas/runtime-kit';
import { CA_MOUNT, type PackageManager } from './manager.js';

const FOCUS = ['workspaces', 'focus', '--all', '--production'];
const CHECK = ['install', '--immutable', '--mode=skip-build'];

const SETTINGS = '.yarnrc.yml';

/** Refuses Plug'n'Play, yarn's default. */
function refusal(tree: SourceTree): Problem | undefined {
  const settings = tree.readText(SETTINGS) ?? '';
  const linker = /^nodeLinker:\s*["']?([\w-]+)/m.exec(settings)?.[1] ?? 'pnp';
  if (linker === 'node-modules') return undefined;
  const seen = linker === 'pnp' ? "yarn's Plug'n'Play" : `yarn's linker "${linker}"`;
  return {
    message: `this function uses ${seen}; SmolFaaS runs functions with a node_modules directory`,
    hint: 'put `nodeLinker: node-modules` into .yarnrc.yml and run `yarn install`',
  };
}

export const yarnBerry: PackageManager = {
  id: 'yarn-berry',
  program: 'yarn',
  locks: ['yarn.lock'],
  manifests: ['.yarn/releases', '.yarn/patches', '.yarn/plugins'],
  keeps: ['bin'],
  litter: ['.yarn/cache', '.yarn/unplugged', '.yarn/install-state.gz', '.yarn/build-state.yml', '.pnp.*'],
  fetched: '@yarnpkg/cli-dist',
  scriptsNeedLock: true,
  env: {
    YARN_NODE_LINKER: 'node-modules',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_CACHE_FOLDER: '/cache/yarn',
  },
  mounts: (app) => [
    cacheMount('/cache/yarn', 'smolfaas/yarn-berry'),
    CA_MOUNT,
    secretMount(`${app}/${SETTINGS}`, SETTINGS, { mode: 0o444 }),
    secretMount(`/root/${SETTINGS}`, 'yarnrc', { mode: 0o444 }),
  ],
  settings: SETTINGS,
  secrets: { yarnrc: { host: 'yarnrc', variables: true } },
  refusal,
  install(what, locked) {
    if (what === 'everything') return [locked ? ['install', '--immutable'] : ['install']];
    return locked ? [CHECK, FOCUS] : [FOCUS];
  },
};
