/**
 * `caddy:2.11`, for `caddy:2.11.4`: Debian sid's binary on Debian.
 *
 * As in the official image the binary may bind ports below 1024 by a file capability, so Caddy can run as another user
 * than root with only NET_BIND_SERVICE; certificates live in the volume /data.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../process/command.mjs';
import { unpackDebs } from '../sources/debian.mjs';
import { debianLayer } from './debian.mjs';
import { PATH } from './environment.mjs';

const caddyLayer = {
  id: 'caddy-2.11',
  needs: (sources) => sources.debian(),
  async stage(directory, { debs }, { workDir, signal }) {
    const unpacked = join(workDir, 'caddy');
    await unpackDebs(join(debs, 'caddy'), unpacked, signal);
    for (const name of ['config/caddy', 'data/caddy', 'etc', 'srv', 'usr/bin'])
      await mkdir(join(directory, name), { recursive: true });
    for (const path of ['usr/bin/caddy', 'etc/caddy'])
      await run('cp', ['-a', join(unpacked, path), join(directory, path)], { signal });
    await run('setcap', ['cap_net_bind_service=+ep', join(directory, 'usr/bin/caddy')], { signal });
    return directory;
  },
  options: { capabilities: true },
};

export const caddy = {
  name: 'smolfaas.local/base/caddy:2.11',
  standsFor: 'caddy:2.11.4',
  layers: [debianLayer, caddyLayer],
  config: {
    Env: [PATH, 'XDG_CONFIG_HOME=/config', 'XDG_DATA_HOME=/data'],
    Cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
    WorkingDir: '/srv',
    Volumes: { '/config': {}, '/data': {} },
    ExposedPorts: { '80/tcp': {}, '443/tcp': {}, '443/udp': {}, '2019/tcp': {} },
  },
};
