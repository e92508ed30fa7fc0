/**
 * `python:3.13`, for `python:3.13-slim`: Debian's Python with pip and venv, unpacked rather than installed.
 *
 * dpkg would do two more things: byte-compile the library and note the packages. The first is done here, with checks by
 * hash switched off, because the layer's file times are 0 and Python would otherwise take every compiled file for stale
 * (PEP 552). The second is left out, as in the official image, whose Python dpkg does not know either.
 *
 * Commands and installed packages are also where the official image has them, below /usr/local: multi-stage Dockerfiles
 * copy `site-packages` from there.
 */
import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { unpackDebs } from '../sources/debian.mjs';
import { debianLayer } from './debian.mjs';
import { PATH } from './environment.mjs';

const LIBRARY = 'usr/lib/python3.13';
const NOT_NEEDED = ['usr/share/doc', 'usr/share/man', 'usr/share/lintian', `${LIBRARY}/EXTERNALLY-MANAGED`];

/**
 * Runs the staged interpreter with the staged libraries: it can compile for itself before it has a root of its own. What
 * the compiler imports must not be written on import: that would carry this directory's name and the files' times.
 */
async function compileLibrary(directory, rootfs, signal) {
  const [multiarch] = (await readdir(join(rootfs, 'usr/lib'))).filter((name) => name.endsWith('-linux-gnu'));
  const [loader] = (await readdir(join(rootfs, 'usr/lib', multiarch))).filter((name) => /^ld-linux.*\.so/.test(name));
  const libraries = [directory, rootfs].map((root) => join(root, 'usr/lib', multiarch)).join(':');
  const interpreter = ['--library-path', libraries, join(directory, 'usr/bin/python3.13')];
  const compile = ['-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', '-s', directory, '-p', '/'];
  await run(join(rootfs, 'usr/lib', multiarch, loader), [...interpreter, ...compile, join(directory, LIBRARY)], {
    signal,
    env: { PYTHONHOME: join(directory, 'usr'), PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
  });
}

const COMMANDS = ['python', 'python3', 'python3.13', 'pip', 'pip3'];

async function addOfficialPlaces(directory) {
  const local = join(directory, 'usr/local');
  await mkdir(join(local, 'bin'), { recursive: true });
  for (const name of COMMANDS) await symlink(`/usr/bin/${name}`, join(local, 'bin', name));
  await mkdir(join(local, 'lib/python3.13/dist-packages'), { recursive: true });
  await symlink('dist-packages', join(local, 'lib/python3.13/site-packages'));
}

const pythonLayer = {
  id: 'python-3.13-2',
  needs: (sources) => sources.debian(),
  async stage(directory, { rootfs, debs }, { signal }) {
    await unpackDebs(join(debs, 'python'), directory, signal);
    for (const path of NOT_NEEDED) await rm(join(directory, path), { recursive: true, force: true });
    await symlink('python3', join(directory, 'usr/bin/python'));
    await addOfficialPlaces(directory);
    await compileLibrary(directory, rootfs, signal);
    return directory;
  },
};

export const python = {
  name: 'smolfaas.local/base/python:3.13',
  standsFor: 'python:3.13-slim',
  revision: 2,
  layers: [debianLayer, pythonLayer],
  config: { Env: [PATH, 'LANG=C.UTF-8'], Cmd: ['python3'] },
};
