/**
 * The Debian root filesystem that most stand-ins share, and the few further packages that the others need.
 *
 * mmdebstrap bootstraps into a directory with apt itself. The hook runs while the package lists still exist, so
 * everything that is needed later is downloaded in the same go, and no later step needs the network:
 *
 *   rootfs/         the system, without documentation and translations
 *   debs/static/    busybox-static and time zones      debs/python/  python3 with pip and venv, and what they need
 *   debs/runc/      runc, for the BuildKit daemon      debs/uidmap/  the same without root
 *   debs/caddy/     Caddy from sid: the one of the stable release is too old
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { VERSIONS } from '../versions.mjs';
import { bootstrap, debianMirror, KEYRING } from './mmdebstrap.mjs';

/**
 * The hook's shell text: `$1` is the new root. apt runs outside of it (APT_CONFIG is mmdebstrap's, made for the new
 * root), so it uses the host's trust and proxies. A frozen mirror's sid index is past its date; its signature counts.
 */
function downloadHook(debs, mirror) {
  return `set -e
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
mkdir -p '${debs}/static' '${debs}/python' '${debs}/runc' '${debs}/uidmap' '${debs}/caddy'
rm -f "$1"/var/cache/apt/archives/*.deb
apt-get -q install -y --download-only --no-install-recommends python3 python3-pip python3-venv
mv "$1"/var/cache/apt/archives/*.deb '${debs}/python/'
cd '${debs}/static' && apt-get -q download busybox-static tzdata
cd '${debs}/runc' && apt-get -q download runc
cd '${debs}/uidmap' && apt-get -q download uidmap libsubid5
echo 'deb [signed-by=${KEYRING}] ${mirror} sid main' > "$1/etc/apt/sources.list.d/sid.list"
apt-get -q -o Acquire::Check-Valid-Until=false update
cd '${debs}/caddy' && apt-get -q download caddy
rm "$1/etc/apt/sources.list.d/sid.list"
rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/info/* "$1"/usr/share/locale/*
rm -f "$1"/etc/hostname "$1"/etc/resolv.conf "$1"/var/cache/debconf/*-old "$1"/var/log/*log "$1"/var/log/?tmp`;
}

/** Bootstraps Debian below `workDir`; returns `{ rootfs, debs }`, both directories. */
export async function bootstrapDebian({ workDir, platform, signal }) {
  const mirror = await debianMirror();
  const rootfs = join(workDir, 'rootfs');
  const debs = join(workDir, 'debs');
  await bootstrap(rootfs, {
    suite: VERSIONS.debian,
    packages: ['ca-certificates', 'passwd'],
    arch: platform.debian,
    mirror,
    hook: downloadHook(debs, mirror),
    signal,
  });
  return { rootfs, debs };
}

/** Unpacks the packages of one of the `debs` directories into `target`, without running their scripts. */
export async function unpackDebs(directory, target, signal) {
  for (const name of (await readdir(directory)).sort()) {
    await run('dpkg-deb', ['-x', join(directory, name), target], { signal });
  }
}
