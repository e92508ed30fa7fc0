/**
 * A graph of the size and shape that a language runtime makes, shared by several test files. It has
 * two local sources, side-by-side installs with cache and secret mounts, a build with the
 * dependencies mounted, and a final root of copies.
 */
import { copy, EPOCH, mkdir, mkfile, rm } from './ops/file-actions.js';
import { bindMount, cacheMount, secretMount, tmpfsMount } from './ops/mounts.js';
import { image, local, scratch, type State } from './state.js';

const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/root', CI: 'true' };

/** The final root filesystem of the image. */
export function nodeLike(): State {
  const base = image('node:24');
  const manifests = local('manifests', {
    include: ['package.json', 'package-lock.json'],
    sharedKeyHint: 'manifests',
    name: 'load manifests',
  });
  const all = local('all', { exclude: ['node_modules', '.git'], sharedKeyHint: 'all', name: 'load sources' });
  const prepared = base.file(
    [mkdir('/app', { makeParents: true, timestamp: EPOCH }), copy(manifests, '/', '/app/', contents)],
    {
      name: 'copy manifests',
    },
  );
  const production = install(prepared, ['npm', 'ci', '--omit=dev'], 'install production dependencies');
  const everything = install(prepared, ['npm', 'ci'], 'install all dependencies');
  const built = base
    .file([copy(all, '/', '/app/', contents)], { name: 'copy sources' })
    .run(['/bin/sh', '-c', "npm run build && echo 'done'"], {
      name: 'build',
      cwd: '/app',
      env,
      network: 'none',
      mounts: [
        bindMount('/app/node_modules', everything, { selector: '/app/node_modules', discard: true }),
        bindMount('/out', scratch()),
        tmpfsMount('/tmp', { size: 1 << 26 }),
      ],
    });
  return base.file(
    [
      copy(production, '/app/node_modules', '/app/node_modules', contents),
      copy(built.root, '/app', '/app/', { ...contents, owner: { uid: 65532, gid: 65532 } }),
      copy(built.mount('/out'), '/', '/app/dist/', { ...contents, mode: 0o755 }),
      mkfile('/app/.built', 'yes\n', { timestamp: EPOCH }),
      rm('/app/tsconfig.json', { allowNotFound: true }),
    ],
    { name: 'assemble' },
  );
}

function install(from: State, args: string[], name: string): State {
  return from.run(args, {
    name,
    cwd: '/app',
    env: { ...env, NODE_EXTRA_CA_CERTS: '/run/ca.pem' },
    mounts: [
      cacheMount('/cache/npm', 'acme/npm', { sharing: 'locked' }),
      secretMount('/run/ca.pem', 'ca', { mode: 0o444, optional: true }),
    ],
  }).root;
}
