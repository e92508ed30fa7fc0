/**
 * A SmolFaaS runtime for Deno: a folder with a `deno.json` and a `main.ts`.
 *
 *   node-build ─ npm install deno ─┐ the program
 *   debian ─────────── copy ◀──────┴┬─ copy deno.json ─ deno install ─┐   (keyed by the manifests)
 *                                   └────────────── copy dependencies ◀┴─ copy sources ─▶ image
 *
 * Deno's program comes from npm, for the builder's own processor; so any Debian image will do as a base.
 */
import {
  cacheMount,
  copy,
  copyWithFixedTimes,
  EPOCH,
  image,
  local,
  marshal,
  mkdir,
  rm,
  secretMount,
} from '@smolfaas/llb';

/** @typedef {ReturnType<typeof image>} State */

const VERSION = '2.9.6';
const MANIFESTS = ['deno.json', 'deno.jsonc', 'deno.lock', 'package.json'];
const ENTRIES = ['main.ts', 'main.tsx', 'main.js'];
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const CA = '/run/smolfaas/ca.pem';

// docs:start detect
/** @type {import('@smolfaas/core').RuntimeHandler['detect']} */
function detect(tree) {
  const evidence = ['deno.json', 'deno.jsonc'].filter((path) => tree.has(path));
  return evidence.length > 0 ? { evidence } : undefined;
}
// docs:end

// docs:start recipe
/** @type {import('@smolfaas/core').RuntimeHandler['recipe']} */
function recipe({ tree, bases, settings }) {
  const entries = settings.entry === undefined ? ENTRIES : [settings.entry];
  const entry = entries.find((path) => tree.has(path));
  if (entry === undefined) {
    const hint = 'name the file that calls Deno.serve main.ts, or set "entry" for this function in smolfaas.yaml';
    return { refused: { message: `no ${entries.join(', ')} was found`, hint } };
  }
  const base = withDeno(image(bases.debian ?? ''), image(bases['node-build'] ?? ''));
  const installed = install(
    base,
    MANIFESTS.filter((path) => tree.has(path)),
  );
  return {
    image: { kind: 'llb', definition: marshal(assemble(base, installed)).bytes, config: { config: configOf(entry) } },
    secrets: { ca: { host: 'ca' }, npmrc: { host: 'npmrc', file: '.npmrc' } },
    failureHints: [{ output: 'lockfile is out of date', hint: 'in the function: deno install, then keep deno.lock' }],
  };
}
// docs:end

// docs:start network
/** What every step with network gets. It is the same on every host and for every function, so the steps are found in the cache. */
const NETWORK = {
  env: { PATH, HOME: '/root', SSL_CERT_FILE: CA, NODE_EXTRA_CA_CERTS: CA, DENO_CERT: CA, DENO_DIR: '/deno' },
  mounts: [
    secretMount(CA, 'ca', { mode: 0o444 }),
    secretMount('/root/.npmrc', 'npmrc', { mode: 0o444 }),
    cacheMount('/root/.npm', 'smolfaas/npm'),
  ],
};
// docs:end

// docs:start tool
/** npm takes the package that fits the builder's processor, so no architecture is named here. */
function withDeno(/** @type {State} */ debian, /** @type {State} */ nodeBuild) {
  const args = ['install', '--prefix', '/opt/deno', '--ignore-scripts', '--no-audit', '--no-fund', `deno@${VERSION}`];
  const fetched = nodeBuild.run(['npm', ...args], { name: `fetch deno ${VERSION}`, ...NETWORK }).root;
  const options = { allowWildcard: true, createDestPath: true, mode: 0o755, timestamp: EPOCH };
  const program = copy(fetched, '/opt/deno/node_modules/@deno/linux-*/deno', '/usr/local/bin/deno', options);
  return debian.file([program], { name: 'copy deno' });
}
// docs:end

// docs:start install
/** Dependencies in a step that sees manifests only: an edit of a source leaves it cached. */
function install(/** @type {State} */ base, /** @type {string[]} */ include) {
  const manifests = local('manifests', { include, sharedKeyHint: 'manifests', name: 'load deno.json' });
  const ready = base.file(
    [
      mkdir('/deno', { timestamp: EPOCH }),
      copy(manifests, '/', '/app/', { dirCopyContents: true, createDestPath: true, timestamp: EPOCH }),
    ],
    { name: 'copy deno.json' },
  );
  const args = include.includes('deno.lock') ? ['install', '--frozen'] : ['install'];
  const installed = ready.run(['deno', ...args], { name: `deno ${args.join(' ')}`, cwd: '/app', ...NETWORK }).root;
  // Deno's own notes about what it analysed: rewritten when missing, and never the same twice.
  return installed.file([rm('/deno/*_cache_*', { allowWildcard: true, allowNotFound: true })], { name: 'tidy up' });
}
// docs:end

// docs:start assemble
/** The base plus copies. Dependencies come first, with the lock file that the install may have written; sources come last. */
function assemble(/** @type {State} */ base, /** @type {State} */ installed) {
  const sources = local('all', { exclude: ['.npmrc'], sharedKeyHint: 'all', name: 'load sources' });
  const dependencies = { from: installed, src: '/deno', dirs: ['/deno'], beside: base, name: 'copy dependencies' };
  const manifests = { from: installed, src: '/app', dirs: ['/app'], beside: base, name: 'copy manifests' };
  const all = { from: sources, src: '/', dirs: ['/app'], beside: base, name: 'copy sources' };
  return [dependencies, manifests, all].reduce(copyWithFixedTimes, base);
}
// docs:end

/** @returns {import('@smolfaas/core').ContainerConfig} */
function configOf(/** @type {string} */ entry) {
  return {
    User: '65532:65532',
    Env: [`PATH=${PATH}`, 'HOME=/tmp', 'PORT=8000', 'DENO_DIR=/deno', 'DENO_NO_UPDATE_CHECK=1'],
    Cmd: ['deno', 'run', '--cached-only', '--frozen', '--allow-all', entry],
    WorkingDir: '/app',
    ExposedPorts: { '8000/tcp': {} },
  };
}

/** @type {import('@smolfaas/core').RuntimeHandler} */
export const runtime = { contract: 1, id: 'deno', detect, recipe };
