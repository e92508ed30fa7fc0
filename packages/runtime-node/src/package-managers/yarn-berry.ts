/**
 * Yarn 2 and later with the node-modules linker, fetched in the version that `packageManager` names.
 *
 * The command for a production install does not look whether the lock file fits package.json, so one that does goes before it.
 * A committed `yarnPath` is obeyed: the fetched yarn hands over to it. Registry settings are in `.yarnrc.yml`; `.npmrc` is not read.
 *
 * Surprising: in continuous integration yarn refuses to install without a lock file, so the refusal is asked for where there is one.
 */
import { cacheMount } from '@smolfaas/llb';
import { CA_MOUNT, HOME_NPMRC, type PackageManager } from './manager.js';

const FOCUS = ['workspaces', 'focus', '--all', '--production'];
const CHECK = ['install', '--immutable', '--mode=skip-build'];

export const yarnBerry: PackageManager = {
  id: 'yarn-berry',
  program: 'yarn',
  locks: ['yarn.lock'],
  manifests: ['.yarnrc.yml', '.yarn/releases', '.yarn/patches', '.yarn/plugins'],
  litter: ['.yarn/cache', '.yarn/unplugged', '.yarn/install-state.gz', '.yarn/build-state.yml', '.pnp.*'],
  fetched: { name: '@yarnpkg/cli-dist', version: '4.18.1' },
  scriptsNeedLock: true,
  env: {
    YARN_NODE_LINKER: 'node-modules',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_CACHE_FOLDER: '/cache/yarn',
  },
  mounts: [cacheMount('/cache/yarn', 'smolfaas/yarn-berry'), CA_MOUNT, HOME_NPMRC],
  install(what, locked) {
    if (what === 'everything') return [locked ? ['install', '--immutable'] : ['install']];
    return locked ? [CHECK, FOCUS] : [FOCUS];
  },
  prune: () => FOCUS,
};
