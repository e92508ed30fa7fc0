/**
 * Stage 9, make: the values of secrets that the user requested, from this host's environment and
 * files, and the user's SSH agent.
 *
 * Invariants:
 * 1. A missing secret stops this function before its build, and the error names it. An empty secret
 *    would only fail in some later step, as a wrong password.
 * 2. Values are passed only to the builder. Keys, labels and errors contain only names.
 */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { SmolfaasError } from '../contract/errors.js';
import type { SecretSource } from '../contract/runtime.js';
import type { HostSettings } from '../contract/settings.js';
import { errnoOf } from '../source/errno.js';

/**
 * Values by id, of those sources that have `env` or `path`.
 * @param dir the function's directory, absolute
 * @throws build-secret-missing
 */
export function givenSecrets(
  fn: string,
  dir: string,
  sources: Readonly<Record<string, SecretSource>>,
  variables: HostSettings['variables'] = {},
): Readonly<Record<string, Uint8Array>> {
  const given: Record<string, Uint8Array> = {};
  for (const [id, { env, path }] of Object.entries(sources)) {
    if (env !== undefined) given[id] = present(Buffer.from(variables[env] ?? ''), { function: fn, id, env });
    else if (path !== undefined) given[id] = fromFile(placeOf(path, dir, variables), { function: fn, id, path });
  }
  return given;
}

/**
 * The user's agent, by the ids under which steps mount it.
 * @throws build-secret-missing if no agent runs
 */
export function givenAgents(
  fn: string,
  ids: readonly string[] = [],
  variables: HostSettings['variables'] = {},
): Readonly<Record<string, { readonly socketPath: string }>> {
  const env = 'SSH_AUTH_SOCK';
  const socketPath = variables[env] ?? '';
  const [first] = ids;
  if (first !== undefined && socketPath === '') {
    throw new SmolfaasError('build-secret-missing', { function: fn, id: `ssh ${first}`, env, why: 'not set' });
  }
  return Object.fromEntries(ids.map((id) => [id, { socketPath }]));
}

type Facts = { readonly function: string; readonly id: string; readonly env?: string; readonly path?: string };

function fromFile(place: string, facts: Facts): Uint8Array {
  try {
    return present(readFileSync(place), facts);
  } catch (cause) {
    if (cause instanceof SmolfaasError) throw cause;
    throw new SmolfaasError('build-secret-missing', { ...facts, why: errnoOf(cause) }, { cause });
  }
}

/**
 * Refuses an empty value: BuildKit 0.8 does not mount an empty secret, so a step would not find its
 * file.
 */
function present(value: Buffer, facts: Facts): Uint8Array {
  if (value.length > 0) return value;
  throw new SmolfaasError('build-secret-missing', {
    ...facts,
    why: facts.env === undefined ? 'it is empty' : 'not set',
  });
}

function placeOf(path: string, dir: string, variables: NonNullable<HostSettings['variables']>): string {
  if (path.startsWith('~/')) return join(variables['HOME'] ?? dir, path.slice(2));
  return isAbsolute(path) ? path : join(dir, path);
}
