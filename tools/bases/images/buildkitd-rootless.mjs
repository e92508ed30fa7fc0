/**
 * `buildkitd-rootless:0.25`, for `moby/buildkit:v0.25.2-rootless`: the same programs, with what lets them run without root.
 *
 * rootlesskit gives the daemon a user namespace in which it is root; which users there are in it is for newuidmap and newgidmap to set up,
 * and for that alone they have a capability each. (Debian gives them root's rights instead. With those they could not do it in a container:
 * the kernel wants the owner of the namespace, and root is not.)
 */
import { appendFile, chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { unpackDebs } from '../sources/debian.mjs';
import { VERSIONS } from '../versions.mjs';
import { buildkitdLayer } from './buildkitd.mjs';
import { debianLayer } from './debian.mjs';
import { PATH } from './environment.mjs';

const HOME = 'home/user';
const STATE = `${HOME}/.local/share/buildkit`;
const OWNED = [HOME, `${HOME}/.local`, `${HOME}/.local/share`, STATE, `${HOME}/.local/tmp`, 'run/user/1000'];
const ID_MAPPERS = { newuidmap: 'cap_setuid=ep', newgidmap: 'cap_setgid=ep' };

const rootlessLayer = {
  id: `buildkitd-rootless-${VERSIONS.buildkit}-go-${VERSIONS.go}`,
  async needs(sources) {
    const [programs, { rootfs, debs }] = await Promise.all([sources.buildkit(), sources.debian()]);
    return { programs, rootfs, debs };
  },
  async stage(directory, { programs, rootfs, debs }, { signal }) {
    await unpackDebs(join(debs, 'uidmap'), directory, signal);
    for (const [name, capability] of Object.entries(ID_MAPPERS)) {
      const file = join(directory, 'usr/bin', name);
      await run('chown', ['0:0', file], { signal });
      await chmod(file, 0o755);
      await run('setcap', [capability, file], { signal });
    }
    await copyFile(join(programs, 'rootlesskit'), join(directory, 'usr/bin/rootlesskit'));
    await addUser(directory, rootfs);
    for (const path of OWNED) await mkdir(join(directory, path), { recursive: true });
    for (const path of OWNED) await run('chown', ['1000:1000', join(directory, path)], { signal });
    return directory;
  },
  options: { owners: 'staged', capabilities: true, skip: ['./usr/share/doc', './usr/share/man', './usr/share/locale'] },
};

/** User 1000 with a range of further users, below Debian's own accounts. */
async function addUser(directory, rootfs) {
  const account = { passwd: 'user:x:1000:1000::/home/user:/bin/sh\n', group: 'user:x:1000:\n' };
  await mkdir(join(directory, 'etc'), { recursive: true });
  for (const [file, line] of Object.entries(account)) {
    await copyFile(join(rootfs, 'etc', file), join(directory, 'etc', file));
    await appendFile(join(directory, 'etc', file), line);
  }
  for (const file of ['subuid', 'subgid']) await writeFile(join(directory, 'etc', file), 'user:100000:65536\n');
}

export const buildkitdRootless = {
  name: 'smolfaas.local/base/buildkitd-rootless:0.25',
  standsFor: `moby/buildkit:v${VERSIONS.buildkit}-rootless`,
  layers: [debianLayer, buildkitdLayer, rootlessLayer],
  config: {
    Env: [
      PATH,
      'HOME=/home/user',
      'USER=user',
      'XDG_RUNTIME_DIR=/run/user/1000',
      'TMPDIR=/home/user/.local/tmp',
      'BUILDKIT_HOST=unix:///run/user/1000/buildkit/buildkitd.sock',
    ],
    User: '1000:1000',
    Entrypoint: ['rootlesskit', 'buildkitd'],
    Volumes: { [`/${STATE}`]: {} },
  },
};
