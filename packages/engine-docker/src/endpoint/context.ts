/**
 * Strategy 3: the docker client's contexts. Colima, OrbStack, Docker Desktop and rootless Docker
 * name their engine this way.
 *
 * Layout below `$DOCKER_CONFIG` (else `~/.docker`); the id of a context is the SHA-256 of its name,
 * in hex:
 *
 *   config.json                              { "currentContext": "colima" }
 *   contexts/meta/<id>/meta.json             { "Endpoints": { "docker": { "Host": "unix:///…" } } }
 *   contexts/tls/<id>/docker/{ca,cert,key}.pem
 *
 * The name `default` is not a stored context. It means DOCKER_HOST or the default socket, so this
 * strategy then declines.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import { dockerConfigDir, readTls } from './docker-config.js';
import { type Endpoint, parseEndpoint } from './endpoint.js';
import type { ClientHost } from './client-host.js';

/**
 * The context selected by DOCKER_CONTEXT or the configuration.
 * @throws SmolfaasError engine-unreachable when it is selected but not stored, or names no engine
 */
export function fromContext(client: ClientHost): Endpoint | undefined {
  const name = client.env.DOCKER_CONTEXT || currentContext(client);
  if (!name || name === 'default') return undefined;
  const contexts = join(dockerConfigDir(client), 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const host = hostOf(client.files.read(join(contexts, 'meta', id, 'meta.json')));
  if (host === undefined) {
    const message = `the docker context "${name}" is selected, but ${contexts} has no engine for it`;
    throw new SmolfaasError('engine-unreachable', { endpoint: `context "${name}"`, message });
  }
  const tls = readTls(join(contexts, 'tls', id, 'docker'), client.files);
  return parseEndpoint(host, `context "${name}"`, Object.keys(tls).length > 0 ? tls : undefined);
}

function currentContext(client: ClientHost): string | undefined {
  const config = parseObject(client.files.read(join(dockerConfigDir(client), 'config.json')));
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined;
}

function hostOf(meta: Buffer | undefined): string | undefined {
  const docker = asObject(asObject(parseObject(meta)?.Endpoints)?.docker);
  return typeof docker?.Host === 'string' && docker.Host !== '' ? docker.Host : undefined;
}

/** A JSON object; undefined for anything else. Another tool's broken file is no reason to stop. */
function parseObject(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  if (!bytes) return undefined;
  try {
    return asObject(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
