/**
 * npm: in every build base, and the default for a function that names no other manager.
 *
 * It also fetches the managers that no base has. By default npm waits five minutes for a connection
 * that a router on the way dropped, and tries three times: longer than a build may take. A limit of
 * one minute leaves time for the retries that help.
 */
import { cacheMount, secretMount } from '@smolfaas/llb';
import { CA_MOUNT, type PackageManager } from './manager.js';

const NPMRC = '/run/smolfaas/npmrc';

export const npm: PackageManager = {
  id: 'npm',
  program: 'npm',
  locks: ['npm-shrinkwrap.json', 'package-lock.json'],
  manifests: [],
  keeps: [],
  litter: [],
  fetched: 'npm',
  env: {
    npm_config_cache: '/cache/npm',
    npm_config_userconfig: NPMRC,
    npm_config_fetch_timeout: '60000',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  },
  mounts: () => [cacheMount('/cache/npm', 'smolfaas/npm'), CA_MOUNT, secretMount(NPMRC, 'npmrc', { mode: 0o444 })],
  install: (what, locked) => [
    [...(locked ? ['ci'] : ['install', '--no-package-lock']), what === 'production' ? '--omit=dev' : '--include=dev'],
  ],
};
