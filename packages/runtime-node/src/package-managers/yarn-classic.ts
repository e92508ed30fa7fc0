/**
 * Yarn 1, which official Node.js images and SmolFaaS's own build base have.
 *
 * Its cache is not safe for two installs at once: in parallel they fail on files that the other one
 * has moved. So one install waits for the other (sharing `locked`). Its check of `packageManager`
 * is meant for developers' machines and is switched off: the manager was already chosen. It accepts
 * workspaces only in `private` packages.
 */
import { cacheMount } from '@smolfaas/llb';
import { CA_MOUNT, HOME_NPMRC, type PackageManager } from './manager.js';

const lockArgs = (locked: boolean) => (locked ? '--frozen-lockfile' : '--no-lockfile');

export const yarnClassic: PackageManager = {
  id: 'yarn-classic',
  program: 'yarn',
  locks: ['yarn.lock'],
  manifests: ['.yarnrc', '.yarn/releases'],
  keeps: ['private'],
  litter: [],
  fetched: 'yarn',
  env: { YARN_CACHE_FOLDER: '/cache/yarn', SKIP_YARN_COREPACK_CHECK: '1' },
  mounts: () => [cacheMount('/cache/yarn', 'smolfaas/yarn-classic', { sharing: 'locked' }), CA_MOUNT, HOME_NPMRC],
  install: (what, locked) => [
    ['install', lockArgs(locked), '--non-interactive', `--production=${String(what === 'production')}`],
  ],
};
