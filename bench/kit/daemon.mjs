/**
 * A BuildKit daemon that buildx builds with (its driver `remote`), and that we build with, too: in a container, on a unix socket of this host.
 * It has the least privileges that run steps. Its name begins with the run's id, so it is removed with all else.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildkitd } from '../../tools/bases/images/buildkitd.mjs';
import { hasImage } from '../../tools/engine/api.mjs';
import { timed } from './run.mjs';

const ATTEMPTS = 100;

/** The image of a daemon that the engine has: the official one, or the set-up's. Undefined when it has neither. */
export async function builderImage(endpoint) {
  for (const name of [buildkitd.standsFor, buildkitd.name]) if (await hasImage(endpoint, name)) return name;
  return undefined;
}

/** Starts one and makes it known to buildx, as `name`, in the environment `env`. */
export async function startDaemon({ dir, id, image, peers, signal }) {
  const run = join(dir, 'buildkit');
  await mkdir(run);
  const env = { ...peers.env, BUILDX_CONFIG: join(dir, 'buildx') };
  const docker = (...args) => timed('docker', args, { cwd: dir, env, signal });
  const name = `${id}-daemon`;
  const address = `unix://${join(run, 'buildkitd.sock')}`;
  const privileges = ['--cap-add=SYS_ADMIN', '--security-opt=seccomp=unconfined', '--security-opt=apparmor=unconfined'];
  const volumes = [
    `--volume=${name}-state:/var/lib/buildkit`,
    `--volume=${run}:/run/buildkit`,
    '--volume=/sys/fs/cgroup:/sys/fs/cgroup',
  ];
  await docker('run', '--detach', `--name=${name}`, ...privileges, ...volumes, image);
  await answers(() => docker('exec', name, 'buildctl', 'debug', 'workers'), signal);
  await docker('buildx', 'create', '--driver=remote', `--name=${name}`, address);
  return { name, address, env };
}

async function answers(ask, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(100, undefined, { signal });
    }
  }
}
