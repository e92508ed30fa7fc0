/**
 * The dependency steps of a Node.js function: its package manager in a directory that holds manifests and nothing else.
 *
 *   (fetch the manager ─▶) manifests ─▶ npm ci --omit=dev   production: what the image gets
 *                                    └▶ npm ci              everything: what the `build` script needs; only when there is one
 *
 * The commands are npm's here; those of the others are in package-managers/, and no manager is known by name below.
 * Two installs side by side beat one install and a prune: the production tree stays cached when a source changes.
 * Registry settings and tokens come as an .npmrc secret, the host's certificates as another; neither is in a cache key.
 */
import { posix } from 'node:path';
import { bindMount, copy, EPOCH, type Exec, local, type Mount, mkdir, mkfile, type State } from '@smolfaas/llb';
import type { Package } from './manifest.js';
import { CA, type PackageManager, type What } from './package-managers/manager.js';
import { npm } from './package-managers/npm.js';

/** Where the dependencies are, in every state and in the image. */
export const MODULES = '/app/node_modules';
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Where a manager is put that the build base has not got. */
const FETCHED = '/opt/pm';

/** Environment of every manager's steps: the same on every host, so cache keys are, too. */
const ENV = {
  HOME: '/root',
  CI: 'true',
  SSL_CERT_FILE: CA,
  NODE_EXTRA_CA_CERTS: CA,
  npm_config_nodedir: '/usr/local',
};

/** The build base with the function's package manager in it. Keyed by the manager's version and by nothing of the function. */
export function withManager(base: State, pkg: Package): State {
  const { fetched } = pkg.manager;
  if (fetched === undefined) return base;
  const args = ['install', '-g', '--prefix', FETCHED, `${fetched.name}@${pkg.managerVersion ?? fetched.version}`];
  return step(base, npm, args, { cwd: '/', name: `fetch ${args.at(-1)}` }).root;
}

/** The build base with the reduced package.json, the lock file and what else the manager reads in /app, and nothing else. */
export function withManifests(base: State, pkg: Package): State {
  const app = mkdir('/app', { makeParents: true, timestamp: EPOCH });
  const reduced = mkfile('/app/package.json', pkg.reduced, { timestamp: EPOCH });
  if (pkg.manifests.length === 0) return base.file([app, reduced], { name: 'write package.json' });
  const names = pkg.manifests.join(', ');
  const manifests = local('manifests', {
    include: [...pkg.manifests],
    sharedKeyHint: 'manifests',
    name: `load ${names}`,
  });
  const copies = pkg.manifests.map((path) => {
    const dir = posix.join('/app', posix.dirname(path));
    return copy(manifests, `/${path}`, `${dir}/`, { timestamp: EPOCH, createDestPath: dir !== '/app' });
  });
  return base.file([app, ...copies, reduced], { name: `copy package.json and ${names}` });
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
export function install(state: State, pkg: Package, what: What): State {
  const env = pkg.settings === undefined ? {} : { SMOLFAAS_SETTINGS: pkg.settings };
  const commands = pkg.manager.install(what, pkg.lock !== undefined);
  return commands.reduce((before, args) => step(before, pkg.manager, args, { env }).root, state);
}

/** Takes development dependencies out again, where sources and dependencies had to be installed as one tree. */
export function prune(state: State, pkg: Package): State {
  return step(state, pkg.manager, pkg.manager.prune(pkg.lock !== undefined), {}).root;
}

/**
 * Runs one script of the function itself beside its dependencies.
 *
 * They are mounted, writable: tools write into them (`node_modules/.cache`). `keep` makes what was written a result,
 * `exec.mount(MODULES)`; otherwise it is thrown away and the dependencies' own layer stays as it is.
 */
export function runScript(
  state: State,
  pkg: Package,
  script: string,
  modules: State | undefined,
  changes: 'keep' | 'discard',
): Exec {
  const mounts =
    modules === undefined ? [] : [bindMount(MODULES, modules, { selector: MODULES, discard: changes === 'discard' })];
  const program = pkg.lock === undefined && pkg.manager.scriptsNeedLock === true ? 'npm' : pkg.manager.program;
  return step(state, pkg.manager, ['run', script], { mounts, program });
}

/** What differs between a manager's steps. */
interface StepOptions {
  readonly program?: string;
  readonly cwd?: string;
  readonly name?: string;
  readonly mounts?: readonly Mount[];
  /** Enters the environment only to enter the cache key: an edit of .npmrc installs again, a new token does not. */
  readonly env?: Readonly<Record<string, string>>;
}

function step(state: State, manager: PackageManager, args: readonly string[], options: StepOptions): Exec {
  const fetched = manager.fetched === undefined ? '' : `${FETCHED}/bin:`;
  const PATH = `/app/node_modules/.bin:${fetched}${SYSTEM_PATH}`;
  const program = options.program ?? manager.program;
  return state.run([program, ...args], {
    cwd: options.cwd ?? '/app',
    env: { PATH, ...ENV, ...manager.env, ...options.env },
    mounts: [...manager.mounts, ...(options.mounts ?? [])],
    name: options.name ?? `${program} ${args.join(' ')}`,
  });
}
