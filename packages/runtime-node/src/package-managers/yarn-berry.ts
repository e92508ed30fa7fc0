/**
 * Yarn 2 and later with the node-modules linker, fetched in the version that `packageManager` names.
 *
 * The command for a production install does not look whether the lock file fits package.json, so one that does goes before it.
 * A committed `yarnPath` is obeyed: the fetched yarn hands over to it. Registry settings are in `.yarnrc.yml`; `.npmrc` is not read.
 * The lock file notes the function's own commands (`bin`), so they are among what is compared.
 *
 * Surprising: in continuous integration yarn refuses to install without a lock file, so the refusal is asked for where there is one.
 */
import type { SourceTree } from '@smolfaas/core';
import { cacheMount } from '@smolfaas/llb';
import { CA_MOUNT, HOME_NPMRC, type PackageManager, type Unusable } from './manager.js';

const FOCUS = ['workspaces', 'focus', '--all', '--production'];
const CHECK = ['install', '--immutable', '--mode=skip-build'];

/** Plug'n'Play is yarn's default. A credential has to be found before it is in an image; a variable's name is none. */
function refusal(tree: SourceTree): Unusable | undefined {
  const settings = tree.readText('.yarnrc.yml') ?? '';
  if (/^\s*["']?npmAuth(Token|Ident)["']?:(?!\s*["']?\$\{)/m.test(settings))
    return {
      message: '.yarnrc.yml holds a registry credential, which would be readable in the image',
      hint: 'take npmAuthToken or npmAuthIdent out of .yarnrc.yml; with npm or pnpm, credentials in .npmrc stay out of the image',
    };
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
  manifests: ['.yarnrc.yml', '.yarn/releases', '.yarn/patches', '.yarn/plugins'],
  keeps: ['bin'],
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
  refusal,
  install(what, locked) {
    if (what === 'everything') return [locked ? ['install', '--immutable'] : ['install']];
    return locked ? [CHECK, FOCUS] : [FOCUS];
  },
  prune: () => FOCUS,
};
