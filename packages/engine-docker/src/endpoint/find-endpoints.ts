/**
 * Finds the engine in the docker client's own order, so that SmolFaaS and `docker` always talk to
 * the same one.
 *
 *   the option `dockerHost`  >  DOCKER_HOST  >  DOCKER_CONTEXT, else the current context
 *                            >  default sockets that exist
 *
 * Invariant: a user's choice is final. If the chosen engine does not respond, no other one is used
 * silently: functions would start where the user does not look. A default socket that exists may be
 * dead, because its engine was stopped or removed. So all existing ones are candidates, and the
 * first that responds is used.
 */
import { join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import { fromContext } from './context.js';
import { dockerConfigDir, readTls } from './docker-config.js';
import { type Endpoint, parseEndpoint, socketEndpoint } from './endpoint.js';
import type { ClientHost } from './client-host.js';

const CHOICES: readonly ((client: ClientHost) => Endpoint | undefined)[] = [fromOption, fromDockerHost, fromContext];

/**
 * The candidates, in the order in which to dial them; a named engine is the only one. Never empty.
 * @throws SmolfaasError engine-unreachable for an unusable choice, engine-not-found when there is
 *   nothing to dial
 */
export function findEndpoints(client: ClientHost, platform: NodeJS.Platform = process.platform): readonly Endpoint[] {
  for (const choice of CHOICES) {
    const endpoint = choice(client);
    if (endpoint) return [endpoint];
  }
  const found = fromDefaultSockets(client, platform);
  if (found.length === 0) throw new SmolfaasError('engine-not-found', { tried: defaultSockets(client) });
  return found;
}

/** The option `dockerHost`. @throws SmolfaasError engine-unreachable for an unusable address */
function fromOption(client: ClientHost): Endpoint | undefined {
  return client.dockerHost ? named(client.dockerHost, 'option dockerHost', client) : undefined;
}

/** The variable DOCKER_HOST. @throws SmolfaasError engine-unreachable for an unusable address */
function fromDockerHost(client: ClientHost): Endpoint | undefined {
  return client.env.DOCKER_HOST ? named(client.env.DOCKER_HOST, 'DOCKER_HOST', client) : undefined;
}

/**
 * TLS follows the docker client. DOCKER_TLS_VERIFY set to anything (or port 2376) enables it. The
 * certificates come from DOCKER_CERT_PATH, else from the docker configuration directory. They are
 * always verified.
 */
function named(text: string, origin: string, client: ClientHost): Endpoint {
  const wantsTls = Boolean(client.env.DOCKER_TLS_VERIFY) || /:2376\/?$/.test(text);
  const directory = client.env.DOCKER_CERT_PATH || dockerConfigDir(client);
  return parseEndpoint(text, origin, wantsTls ? readTls(directory, client.files) : undefined);
}

/**
 * All default addresses for this user, existing or not: the system's Docker, then Docker Desktop,
 * Colima, rootless Docker, Podman.
 */
function defaultSockets({ env, home }: ClientHost): readonly string[] {
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
    '/run/podman/podman.sock',
  ];
}

/**
 * The sockets that exist. On Windows engines listen on a named pipe, whose existence cannot be
 * checked without opening it.
 */
function fromDefaultSockets(client: ClientHost, platform: NodeJS.Platform): Endpoint[] {
  if (platform === 'win32') return [parseEndpoint('npipe://', 'default')];
  return defaultSockets(client)
    .filter((path) => client.files.exists(path))
    .map((path) => socketEndpoint(path, 'default'));
}
