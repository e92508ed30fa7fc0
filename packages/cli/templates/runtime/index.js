/**
 * A SmolFaaS runtime for hello: a folder with a `hello.json`, which lists dependencies as package.json does, and a `main.js`.
 *
 *   node-build ─ copy hello.json ─ install ─┐   (sees manifests only: an edit of a source leaves it cached)
 *   node ──────── copy dependencies ◀───────┴─ copy sources ─▶ image
 *
 * It works as it is. Make it yours from top to bottom: which files speak for it, what installs, what starts.
 */
import { cacheMount, copy, copyWithFixedTimes, EPOCH, image, local, marshal, mkdir, secretMount } from '@smolfaas/llb';

/** @typedef {ReturnType<typeof image>} State */

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const CA = '/run/smolfaas/ca.pem';

/** @type {import('@smolfaas/core').RuntimeHandler['detect']} */
function detect(tree) {
  return tree.has('hello.json') ? { evidence: ['hello.json'] } : undefined;
}

/** @type {import('@smolfaas/core').RuntimeHandler['recipe']} */
function recipe({ tree, bases }) {
  if (!tree.has('main.js')) {
    return { refused: { message: 'no main.js was found', hint: 'name the file that listens on port 8000 main.js' } };
  }
  const installed = install(image(bases['node-build'] ?? ''));
  const result = assemble(image(bases['node'] ?? ''), installed);
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: { config: CONFIG } },
    secrets: { ca: { host: 'ca' }, npmrc: { host: 'npmrc', file: '.npmrc' } },
  };
}

/** Dependencies, from the manifest alone. The mounts and the environment are the same for every function and on every host. */
function install(/** @type {State} */ base) {
  const manifest = local('manifests', { include: ['hello.json'], sharedKeyHint: 'manifests', name: 'load hello.json' });
  const ready = base.file(
    [
      mkdir('/app/node_modules', { makeParents: true, timestamp: EPOCH }),
      copy(manifest, '/hello.json', '/app/package.json', { timestamp: EPOCH }),
    ],
    { name: 'copy hello.json' },
  );
  return ready.run(['npm', 'install', '--omit=dev', '--no-package-lock', '--no-audit', '--no-fund'], {
    name: 'install dependencies',
    cwd: '/app',
    env: { PATH, HOME: '/root', SSL_CERT_FILE: CA, NODE_EXTRA_CA_CERTS: CA },
    mounts: [
      secretMount(CA, 'ca', { mode: 0o444 }),
      secretMount('/root/.npmrc', 'npmrc', { mode: 0o444 }),
      cacheMount('/root/.npm', 'smolfaas/npm'),
    ],
  }).root;
}

/** The base plus copies, and no command: nothing of the build is left in a layer. */
function assemble(/** @type {State} */ base, /** @type {State} */ installed) {
  const sources = local('all', { exclude: ['.npmrc'], sharedKeyHint: 'all', name: 'load sources' });
  const modules = { from: installed, src: '/app/node_modules', dirs: ['/app', '/app/node_modules'] };
  const withModules = copyWithFixedTimes(base, { ...modules, beside: base, name: 'copy dependencies' });
  return copyWithFixedTimes(withModules, {
    from: sources,
    src: '/',
    dirs: ['/app'],
    beside: base,
    name: 'copy sources',
  });
}

/** @type {import('@smolfaas/core').ContainerConfig} */
const CONFIG = {
  User: '65532:65532',
  Env: [`PATH=${PATH}`, 'HOME=/tmp', 'PORT=8000'],
  Cmd: ['node', 'main.js'],
  WorkingDir: '/app',
  ExposedPorts: { '8000/tcp': {} },
};

/** @type {import('@smolfaas/core').RuntimeHandler} */
export const runtime = { contract: 1, id: 'hello', detect, recipe };
