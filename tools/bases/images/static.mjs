/**
 * `static:trixie`, for the small Alpine image under Go's static binaries: BusyBox, a CA bundle and an account file.
 *
 * BusyBox is one program with many names; `--list-full` says where each name belongs. The bundle and the accounts come
 * from Debian's root filesystem.
 */
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../process/command.mjs';
import { unpackDebs } from '../sources/debian.mjs';
import { PATH } from './environment.mjs';

const DIRECTORIES = [
  'bin',
  'sbin',
  'usr/bin',
  'usr/sbin',
  'usr/local/bin',
  'etc/ssl/certs',
  'home',
  'lib',
  'proc',
  'root',
  'run',
  'sys',
  'dev',
  'tmp',
  'var/tmp',
];
const ACCOUNTS = ['passwd', 'group'];
const BUNDLE = 'etc/ssl/certs/ca-certificates.crt';

async function stageStatic(directory, { rootfs, debs }, { workDir, signal }) {
  for (const name of DIRECTORIES) await mkdir(join(directory, name), { recursive: true });
  for (const name of ['tmp', 'var/tmp']) await chmod(join(directory, name), 0o1777);
  for (const name of ACCOUNTS) await copyFile(join(rootfs, 'etc', name), join(directory, 'etc', name));
  await copyFile(join(rootfs, BUNDLE), join(directory, BUNDLE));
  await symlink('certs/ca-certificates.crt', join(directory, 'etc/ssl/cert.pem'));
  await writeFile(join(directory, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  await installBusybox(directory, join(debs, 'static'), workDir, signal);
  return directory;
}

async function installBusybox(directory, debs, workDir, signal) {
  const unpacked = join(workDir, 'busybox');
  await unpackDebs(debs, unpacked, signal);
  const busybox = join(unpacked, 'usr/bin/busybox');
  await copyFile(busybox, join(directory, 'bin/busybox'));
  await chmod(join(directory, 'bin/busybox'), 0o755);
  for (const applet of (await run(busybox, ['--list-full'], { signal })).trim().split('\n')) {
    const path = join(directory, applet);
    await mkdir(dirname(path), { recursive: true });
    if (!path.endsWith('/busybox')) await symlink('/bin/busybox', path);
  }
}

export const staticLayer = { id: 'static-trixie', needs: (sources) => sources.debian(), stage: stageStatic };

export const staticBase = {
  name: 'smolfaas.local/base/static:trixie',
  standsFor: 'alpine:3.22',
  layers: [staticLayer],
  config: { Env: [PATH], Cmd: ['/bin/sh'] },
};
