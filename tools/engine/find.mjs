/**
 * Finds the container engine of this machine without the `docker` program.
 *
 * DOCKER_HOST decides alone when it is set: an engine that the user named and that does not answer is an error, never a
 * reason to silently use another one. Otherwise the usual sockets are tried in order, the first that answers wins.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NeedsUser } from '../process/say.mjs';
import { pingEngine } from './api.mjs';

/** Where an engine may listen, best first. `env` is the process environment, `home` the user's home directory. */
export function engineSockets(env, home) {
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'), // Docker Desktop
    join(home, '.colima/default/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []), // rootless
    '/run/podman/podman.sock',
  ];
}

/** What DOCKER_HOST says, as an endpoint for node:http; throws NeedsUser for what the set-up cannot speak. */
export function parseDockerHost(value) {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'unix:') return { socketPath: url.pathname };
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:')
    return { host: url.hostname, port: Number(url.port || 2375) };
  throw new NeedsUser(
    `DOCKER_HOST is ${value}, and the set-up speaks only unix:// and plain tcp:// to an engine.\n` +
      'Forward the engine to a local socket (ssh -NL /tmp/docker.sock:/var/run/docker.sock HOST) and set DOCKER_HOST=unix:///tmp/docker.sock.',
  );
}

/**
 * The engine to use, `{ endpoint, version, dockerHost }`, or undefined when none answers. `dockerHost` is the value to
 * hand to children as DOCKER_HOST when the engine is not at the default socket.
 */
export async function findEngine(env = process.env, home = homedir()) {
  if (env.DOCKER_HOST) {
    const endpoint = parseDockerHost(env.DOCKER_HOST);
    const version = await pingEngine(endpoint);
    if (version !== undefined) return { endpoint, version };
    throw new NeedsUser(
      `DOCKER_HOST is ${env.DOCKER_HOST}, but no engine answers there.\n` +
        'Start that engine, or `unset DOCKER_HOST` to use the one of this machine.',
    );
  }
  for (const socketPath of engineSockets(env, home)) {
    const version = existsSync(socketPath) ? await pingEngine({ socketPath }) : undefined;
    if (version === undefined) continue;
    const isDefault = socketPath === '/var/run/docker.sock';
    return { endpoint: { socketPath }, version, ...(isDefault ? {} : { dockerHost: `unix://${socketPath}` }) };
  }
  return undefined;
}
