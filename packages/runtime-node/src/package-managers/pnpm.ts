/**
 * pnpm, always fetched, because none of the build bases has it.
 *
 * Its node_modules is a tree of symlinks into `node_modules/.pnpm`. They are relative, so the tree
 * may be copied. pnpm copies the files out of its store: the store is a cache mount, on another
 * file system than the layer.
 *
 * Gotcha: pnpm 11 and later read `pnpm_config_*`, earlier versions `npm_config_*`. A setting for
 * both is an argument, or is set twice.
 */
import { cacheMount } from '@smolfaas/llb';
import { CA_MOUNT, HOME_NPMRC, type PackageManager, type What } from './manager.js';

/**
 * pnpm must not install itself in another version, nor check before each script whether to install.
 * It must also not keep packages removed from node_modules for a later install. By default it keeps
 * them for a week, and development dependencies would be in the image.
 */
const SETTINGS = {
  manage_package_manager_versions: 'false',
  package_manager_strict: 'false',
  verify_deps_before_run: 'false',
  modules_cache_max_age: '0',
};
const twice = Object.entries(SETTINGS).flatMap(([key, value]) => [
  [`npm_config_${key}`, value],
  [`pnpm_config_${key}`, value],
]);

function args(what: What, locked: boolean): readonly string[] {
  return [
    'install',
    locked ? '--frozen-lockfile' : '--no-lockfile',
    ...(what === 'production' ? ['--prod'] : ['--prod=false']),
    '--package-import-method=copy',
    '--store-dir=/cache/pnpm/store',
  ];
}

export const pnpm: PackageManager = {
  id: 'pnpm',
  program: 'pnpm',
  locks: ['pnpm-lock.yaml'],
  manifests: ['pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs'],
  keeps: [],
  litter: [],
  fetched: 'pnpm',
  env: { XDG_CACHE_HOME: '/cache/pnpm/cache', ...Object.fromEntries(twice) },
  mounts: () => [cacheMount('/cache/pnpm', 'smolfaas/pnpm'), CA_MOUNT, HOME_NPMRC],
  install: (what, locked) => [args(what, locked)],
};
