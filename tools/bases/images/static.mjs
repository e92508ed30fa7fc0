/**
 * `static:trixie`, for the small Alpine image under Go's static binaries: BusyBox, a CA bundle, accounts and time zones.
 *
 * Alpine has no time zones of its own; the stand-in has them, because no package manager can add them here. BusyBox is one program with many names; `--list-full` says where each name belongs. The bundle and the accounts come
 * from Debian's root filesystem.
 */
import { chmod, copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../process/command.mjs';
import { unpackDebs } from '../sources/debian.mjs';
import { ACCOUNT_COMMANDS } from './accounts.mjs';
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
const ZONES = 'usr/share/zoneinfo';
const BUNDLE = 'etc/ssl/certs/ca-certificates.crt';

async function stageStatic(directory, { rootfs, debs }, { workDir, signal }) {
  for (const name of DIRECTORIES) await mkdir(join(directory, name), { recursive: true });
  for (const name of ['tmp', 'var/tmp']) await chmod(join(directory, name), 0o1777);
  for (const name of ACCOUNTS) await copyFile(join(rootfs, 'etc', name), join(directory, 'etc', name));
  await copyFile(join(rootfs, BUNDLE), join(directory, BUNDLE));
  await symlink('certs/ca-certificates.crt', join(directory, 'etc/ssl/cert.pem'));
  await writeFile(join(directory, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  const unpacked = join(workDir, 'static');
  await unpackDebs(join(debs, 'static'), unpacked, signal);
  await cp(join(unpacked, ZONES), join(directory, ZONES), { recursive: true, verbatimSymlinks: true });
  await installBusybox(directory, unpacked, signal);
  for (const [path, text] of Object.entries(ACCOUNT_COMMANDS))
    await writeFile(join(directory, path), text, { mode: 0o755 });
  return directory;
}

async function installBusybox(directory, unpacked, signal) {
  const busybox = join(unpacked, 'usr/bin/busybox');
  await copyFile(busybox, join(directory, 'bin/busybox'));
  await chmod(join(directory, 'bin/busybox'), 0o755);
  for (const applet of (await run(busybox, ['--list-full'], { signal })).trim().split('\n')) {
    const path = join(directory, applet);
    await mkdir(dirname(path), { recursive: true });
    if (!path.endsWith('/busybox')) await symlink('/bin/busybox', path);
  }
}

export const staticLayer = { id: 'static-trixie-2', needs: (sources) => sources.debian(), stage: stageStatic };

export const staticBase = {
  name: 'smolfaas.local/base/static:trixie',
  standsFor: 'alpine:3.22',
  revision: 2,
  layers: [staticLayer],
  config: { Env: [PATH], Cmd: ['/bin/sh'] },
};
