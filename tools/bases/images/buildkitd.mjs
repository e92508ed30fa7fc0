/**
 * `buildkitd:0.25`, for `moby/buildkit:v0.25.2`: the daemon and its client, compiled, and Debian's runc, on Debian.
 *
 * As in the official image runc has a name of BuildKit's own, the daemon is the entry point, and its state directory is a volume:
 * on the container's own layers the daemon could not stack layers, and would copy every file instead. What the official image
 * also has (git, other processors' emulators) is left out.
 */
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackDebs } from '../sources/debian.mjs';
import { VERSIONS } from '../versions.mjs';
import { debianLayer } from './debian.mjs';
import { PATH } from './environment.mjs';

export const buildkitdLayer = {
  id: `buildkitd-${VERSIONS.buildkit}-go-${VERSIONS.go}`,
  async needs(sources) {
    const [programs, { debs }] = await Promise.all([sources.buildkit(), sources.debian()]);
    return { programs, debs };
  },
  async stage(directory, { programs, debs }, { workDir, signal }) {
    const unpacked = join(workDir, 'runc');
    await unpackDebs(join(debs, 'runc'), unpacked, signal);
    const files = {
      buildkitd: join(programs, 'buildkitd'),
      buildctl: join(programs, 'buildctl'),
      'buildkit-runc': join(unpacked, 'usr/sbin/runc'),
    };
    const target = join(directory, 'usr/bin');
    for (const made of [target, join(directory, 'var/lib/buildkit')]) await mkdir(made, { recursive: true });
    for (const [name, file] of Object.entries(files)) {
      await copyFile(file, join(target, name));
      await chmod(join(target, name), 0o755);
    }
    return directory;
  },
};

export const buildkitd = {
  name: 'smolfaas.local/base/buildkitd:0.25',
  standsFor: `moby/buildkit:v${VERSIONS.buildkit}`,
  layers: [debianLayer, buildkitdLayer],
  config: {
    Env: [PATH, 'BUILDKIT_SETUP_CGROUPV2_ROOT=1'],
    Entrypoint: ['buildkitd'],
    Volumes: { '/var/lib/buildkit': {} },
  },
};
