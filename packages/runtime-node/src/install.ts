/**
 * The dependency steps of a Node.js function: its package manager in a directory that holds only
 * manifests.
 *
 *   (fetch the manager ─▶) manifests ─▶ npm ci --omit=dev   production, for the image
 *                                    └▶ npm ci              everything, only for a `build` script
 *
 * The commands here are npm's. Those of the others are in package-managers/, and no code below
 * knows a manager by name. Two installs side by side beat one install and a prune: the production
 * tree stays cached when a source changes. Registry settings and tokens are an .npmrc secret, and
 * the host's certificates are another secret. Neither is in a cache key.
 */
import { posix } from 'node:path';
import {
  bindMount,
  copy,
  EPOCH,
  type Exec,
  type FileAction,
  local,
  type Mount,
  mkdir,
  mkfile,
  type State,
} from '@smolfaas/llb';
import type { Package } from './manifest.js';
import { CA, type PackageManager, type What } from './package-managers/manager.js';
import { npm } from './package-managers/npm.js';

/** Where the dependencies are, in every state and in the image. */
export const modulesOf = ({ app }: Pick<Package, 'app'>): string => `${app}/node_modules`;
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Where a manager is installed that the build base does not have. */
const FETCHED = '/opt/pm';

/**
 * Environment of every manager's steps: the same on every host, so cache keys are the same, too.
 */
const ENV = {
  HOME: '/root',
  CI: 'true',
  SSL_CERT_FILE: CA,
  NODE_EXTRA_CA_CERTS: CA,
  npm_config_nodedir: '/usr/local',
};

/**
 * The build base with the function's package manager. The cache key depends on the manager's
 * version and on nothing else of the function.
 */
export function withManager(base: State, { fetched }: Package): State {
  if (fetched === undefined) return base;
  const named = `${fetched.name}@${fetched.version}`;
  const name = `fetch ${named}`;
  const { hash } = fetched;
  if (hash === undefined)
    return step(base, npm, ['install', '-g', '--prefix', FETCHED, named], { cwd: '/', name }).root;
  const args = ['-c', VERIFIED, 'sh', named, hash.algorithm, hash.digest];
  return step(base, npm, args, { cwd: '/', name, program: 'sh' }).root;
}

/**
 * Fetches the archive of NAME@VERSION, compares its hash, and installs it. Corepack hashes the
 * archive; of yarn 2 and later it hashes the one file that it would download from elsewhere.
 */
const VERIFIED = `set -e
mkdir -p /tmp/pm && cd /tmp/pm
npm pack --silent "$1" > archive
file=$(cat archive)
case "$1" in @yarnpkg/*) tar -xzf "$file" && file=package/bin/yarn.js;; esac
seen=$(node -e 'const [file, algorithm] = process.argv.slice(1);
process.stdout.write(crypto.createHash(algorithm).update(fs.readFileSync(file)).digest("hex"))' "$file" "$2")
if [ "$seen" != "$3" ]; then
  echo "packageManager: $1 has the hash $2.$seen, and package.json states $2.$3" >&2
  exit 1
fi
npm install -g --prefix ${FETCHED} "./$(cat archive)"
cd / && rm -r /tmp/pm`;

/** The local source that has a package's manifests, and the package's directory in it. */
export interface ManifestSource {
  readonly local: 'manifests' | 'shared';
  readonly dir: string;
}

const OWN_MANIFESTS: ManifestSource = { local: 'manifests', dir: '' };

/**
 * The build base with only the reduced package.json, the lock file and the manager's other files in
 * /app.
 */
export function withManifests(base: State, pkg: Package, from: ManifestSource = OWN_MANIFESTS): State {
  const app = mkdir(pkg.app, { makeParents: true, timestamp: EPOCH });
  const reduced = mkfile(`${pkg.app}/package.json`, pkg.reduced, { timestamp: EPOCH });
  const links = linkedManifests(pkg);
  if (pkg.manifests.length === 0) return base.file([app, ...links, reduced], { name: 'write package.json' });
  const names = pkg.manifests.join(', ');
  const manifests = local(from.local, {
    include: pkg.manifests.map((path) => posix.join(from.dir, path)),
    sharedKeyHint: from.local === 'manifests' ? 'manifests' : `manifests of ${from.dir}`,
    name: `load ${names}`,
  });
  const copies = pkg.manifests.map((path) => {
    const dir = posix.join(pkg.app, posix.dirname(path));
    return copy(manifests, posix.join('/', from.dir, path), `${dir}/`, {
      timestamp: EPOCH,
      createDestPath: dir !== pkg.app,
    });
  });
  return base.file([app, ...copies, ...links, reduced], { name: `copy package.json and ${names}` });
}

/** npm reads the package.json of each directory that it links. */
function linkedManifests({ app, linked }: Package): readonly FileAction[] {
  const paths = linked.map((dir) => posix.join(posix.relative('/app', app), dir, 'package.json'));
  if (paths.length === 0) return [];
  const manifests = local('shared', {
    include: paths,
    sharedKeyHint: 'linked manifests',
    name: `load ${paths.join(', ')}`,
  });
  return paths.map((path) => copy(manifests, `/${path}`, `/app/${path}`, { timestamp: EPOCH, createDestPath: true }));
}

/** Copies the sources, and what the function shares beside them, into /app. */
export function withSources(state: State, sources: State): State {
  return state.file([copy(sources, '/', '/app/', { dirCopyContents: true, createDestPath: true, timestamp: EPOCH })], {
    name: 'copy sources',
  });
}

/**
 * With sources already copied: the reduced package.json replaces the real one, until {@link
 * withOriginal}.
 */
export function withReduced(state: State, pkg: Package): State {
  const reduced = mkfile(`${pkg.app}/package.json`, pkg.reduced, { timestamp: EPOCH });
  return state.file([reduced], { name: 'reduce package.json' });
}

/** Restores the function's own package.json. */
export function withOriginal(state: State, sources: State, { app }: Pick<Package, 'app'>): State {
  const path = `${app}/package.json`;
  return state.file([copy(sources, path.slice('/app'.length), path, { timestamp: EPOCH })], {
    name: 'restore package.json',
  });
}

/**
 * node_modules for production, or with everything. A package without a lock file is resolved in
 * this step; nothing is written back.
 */
export function install(state: State, pkg: Package, what: What): State {
  const env = pkg.settings === undefined ? {} : { SMOLFAAS_SETTINGS: pkg.settings };
  const commands = pkg.manager.install(what, pkg.lock !== undefined);
  return commands.reduce(
    (before, args) => step(before, pkg.manager, args, { env, fetched: pkg.fetched, app: pkg.app }).root,
    state,
  );
}

/**
 * Runs one script of the function itself beside its dependencies, if those have a state of their
 * own. They are mounted writable, because tools write into them. What they are afterwards is
 * `exec.mount(modulesOf(pkg))`; their own layer does not change.
 */
export function runScript(state: State, pkg: Package, script: string, modules: State | undefined): Exec {
  const program = pkg.lock === undefined && pkg.manager.scriptsNeedLock === true ? 'npm' : pkg.manager.program;
  return step(state, pkg.manager, ['run', script], { ...beside(pkg, modules), program });
}

/** Runs a line for the shell like a script of the function. */
export function runLine(state: State, pkg: Package, line: string, modules: State | undefined): Exec {
  return step(state, pkg.manager, ['-c', line], { ...beside(pkg, modules), program: '/bin/sh', name: line });
}

function beside(pkg: Package, modules: State | undefined): Pick<StepOptions, 'app' | 'fetched' | 'mounts'> {
  const at = modulesOf(pkg);
  const mounts = modules === undefined ? [] : [bindMount(at, modules, { selector: at })];
  return { app: pkg.app, fetched: pkg.fetched, mounts };
}

/** The differences between a manager's steps. */
interface StepOptions {
  /** The manager, if it was fetched: its directory comes before those of the base. */
  readonly fetched?: Package['fetched'];
  readonly program?: string;
  /** The function's directory, and where the step runs. */
  readonly app?: string;
  readonly cwd?: string;
  readonly name?: string;
  readonly mounts?: readonly Mount[];
  /**
   * In the environment only to be part of the cache key: an edit of .npmrc installs again, a new
   * token does not.
   */
  readonly env?: Readonly<Record<string, string>>;
}

function step(state: State, manager: PackageManager, args: readonly string[], options: StepOptions): Exec {
  const fetched = options.fetched === undefined ? '' : `${FETCHED}/bin:`;
  const { app = '/app' } = options;
  const PATH = `${app}/node_modules/.bin:${fetched}${SYSTEM_PATH}`;
  const program = options.program ?? manager.program;
  return state.run([program, ...args], {
    cwd: options.cwd ?? app,
    env: { PATH, ...ENV, ...manager.env, ...options.env },
    mounts: [...manager.mounts(app), ...(options.mounts ?? [])],
    name: options.name ?? [program, ...args.map((arg) => (arg.includes('\n') ? '…' : arg))].join(' '),
  });
}
