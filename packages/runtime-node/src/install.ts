/**
 * The dependency steps of a Node.js function: npm in a directory that holds manifests and nothing else.
 *
 *   manifests ─▶ npm ci --omit=dev   production: what the image gets
 *             └▶ npm ci              everything: what the `build` script needs; only when there is one
 *
 * Two installs side by side beat one install and a prune: the production tree stays cached when a source changes.
 * Registry settings and tokens come as an .npmrc secret, the host's certificates as another; neither is in a cache key.
 */
import type { RecipeInput } from '@smolfaas/core';
import {
  bindMount,
  cacheMount,
  copy,
  EPOCH,
  type Exec,
  image,
  local,
  type Mount,
  mkdir,
  mkfile,
  secretMount,
  type State,
} from '@smolfaas/llb';
import type { Package } from './manifest.js';

const CA = '/run/smolfaas/ca.pem';
const NPMRC = '/run/smolfaas/npmrc';
/** Where the dependencies are, in every state and in the image. */
export const MODULES = '/app/node_modules';
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Environment of every npm step: the same on every host, so cache keys are, too.
 * npm waits five minutes for a connection that a router on the way has forgotten, and tries three times: longer than a build may take.
 * One minute leaves time for the retries that help.
 */
const ENV = {
  PATH: `/app/node_modules/.bin:${SYSTEM_PATH}`,
  HOME: '/root',
  CI: 'true',
  SSL_CERT_FILE: CA,
  NODE_EXTRA_CA_CERTS: CA,
  npm_config_cache: '/cache/npm',
  npm_config_userconfig: NPMRC,
  npm_config_nodedir: '/usr/local',
  npm_config_fetch_timeout: '60000',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

const MOUNTS: readonly Mount[] = [
  cacheMount('/cache/npm', 'smolfaas/npm'),
  secretMount(CA, 'ca', { mode: 0o444 }),
  secretMount(NPMRC, 'npmrc', { mode: 0o444 }),
];

/** The build base with the reduced package.json and the lock file in /app, and nothing else. */
export function withManifests(base: State, pkg: Package): State {
  const app = mkdir('/app', { makeParents: true, timestamp: EPOCH });
  const reduced = mkfile('/app/package.json', pkg.reduced, { timestamp: EPOCH });
  if (pkg.lock === undefined) return base.file([app, reduced], { name: 'write package.json' });
  const manifests = local('manifests', { include: [pkg.lock], sharedKeyHint: 'manifests', name: `load ${pkg.lock}` });
  const lock = copy(manifests, `/${pkg.lock}`, '/app/', { timestamp: EPOCH });
  return base.file([app, lock, reduced], { name: `copy package.json and ${pkg.lock}` });
}

/** Sources into /app. */
export function withSources(state: State, sources: State): State {
  return state.file([copy(sources, '/', '/app/', { dirCopyContents: true, createDestPath: true, timestamp: EPOCH })], {
    name: 'copy sources',
  });
}

/** Sources are there already: the reduced package.json takes the place of the real one, until {@link withOriginal}. */
export function withReduced(state: State, pkg: Package): State {
  const reduced = mkfile('/app/package.json', pkg.reduced, { timestamp: EPOCH });
  return state.file([reduced], { name: 'reduce package.json' });
}

/** Puts the function's own package.json back. */
export function withOriginal(state: State, sources: State): State {
  return state.file([copy(sources, '/package.json', '/app/package.json', { timestamp: EPOCH })], {
    name: 'restore package.json',
  });
}

/** node_modules for production, or with everything. A package without a lock is resolved now; nothing is written back. */
export function install(state: State, pkg: Package, what: 'production' | 'everything'): State {
  const command = pkg.lock === undefined ? ['install', '--no-package-lock'] : ['ci'];
  const args = [...command, what === 'production' ? '--omit=dev' : '--include=dev'];
  return npmStep(state, args, [], pkg.settings === undefined ? {} : { SMOLFAAS_SETTINGS: pkg.settings }).root;
}

/** Takes development dependencies out again, where sources and dependencies had to be installed as one tree. */
export function prune(state: State): State {
  return npmStep(state, ['prune', '--omit=dev', '--ignore-scripts'], []).root;
}

/**
 * Runs one script of the function itself beside its dependencies.
 *
 * They are mounted, writable: tools write into them (`node_modules/.cache`). `keep` makes what was written a result,
 * `exec.mount(MODULES)`; otherwise it is thrown away and the dependencies' own layer stays as it is.
 */
export function runScript(state: State, script: string, modules: State | undefined, changes: 'keep' | 'discard'): Exec {
  const mounts =
    modules === undefined ? [] : [bindMount(MODULES, modules, { selector: MODULES, discard: changes === 'discard' })];
  return npmStep(state, ['run', script], mounts);
}

/** `more` enters the environment only to enter the cache key: an edit of .npmrc installs again, a new token does not. */
function npmStep(
  state: State,
  args: readonly string[],
  mounts: readonly Mount[],
  more: Record<string, string> = {},
): Exec {
  return state.run(['npm', ...args], {
    cwd: '/app',
    env: { ...ENV, ...more },
    mounts: [...MOUNTS, ...mounts],
    name: `npm ${args.join(' ')}`,
  });
}

/** The reference chosen for a key of the manifest, as a state. */
export function baseOf(input: RecipeInput, key: string): State {
  const reference = input.bases[key];
  if (reference === undefined) throw new Error(`no base image was chosen for "${key}"`);
  return image(reference);
}
