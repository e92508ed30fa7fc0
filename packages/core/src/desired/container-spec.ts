/**
 * What a function's containers are created from, as plain data: first what all of them share, then
 * what is specific to each.
 *
 * The spec hash is a label on each container. It covers the image, the settled name and everything
 * shared. Comparing two strings is therefore enough to check a container. A change of any setting
 * replaces every container once.
 *
 * Invariants:
 *  1. A function with one instance has the same hash as in versions without instances, and one
 *     without further settings the same as before those. Otherwise an upgrade would replace every
 *     container.
 *  2. Values of secrets are not part of the hash: `check` compares it, and reads no secrets.
 */
import type { ContainerSpec } from '../contract/function-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import type { GivenSecret } from '../source/given/given.js';
import { canonicalHash } from './canonical-hash.js';
import { generationAlias, generationName, instanceAddress, settledName } from './object-names.js';
import { FUNCTION_PORT, type FunctionSettings, type SecretSpec } from './function-settings.js';
import { secretsLabel, secretVariables } from './secret-digests.js';
import { settingsLabel } from './setting-digests.js';

/** What all containers of a function share, whatever their image. */
export interface FunctionSpec
  extends Pick<
    ContainerSpec,
    | 'function'
    | 'network'
    | 'env'
    | 'labels'
    | 'memoryBytes'
    | 'cpuShares'
    | 'pids'
    | 'readOnlyRoot'
    | 'init'
    | 'certificates'
    | 'cpus'
    | 'tmpfs'
    | 'networks'
    | 'command'
  > {
  readonly prefix: string;
  readonly contentHash: string;
  readonly instances: number;
  /** Without values: those have a label of their own. */
  readonly secrets?: readonly SecretSpec[];
}

/** Identifies a function, with the names it uses. */
export interface FunctionIdentity {
  readonly project: Project;
  readonly imagePrefix: string;
  readonly network: string;
  readonly function: string;
  readonly contentHash: string;
  /** The recipe key in the labels of its image. */
  readonly labelKey: string;
}

/** Identifies one container among all that a function ever has. */
export interface InstanceIdentity {
  /** Image id. */
  readonly image: string;
  readonly generation: number;
  /** From 1. */
  readonly instance: number;
  /** Makes the alias unguessable; the same for all instances of a generation. */
  readonly token: string;
  /** The function has no other containers, so these start with their settled names. */
  readonly alone: boolean;
  /** If known. */
  readonly networkId?: string | undefined;
  /** The values of its secrets; required if it has any. */
  readonly secrets?: readonly GivenSecret[] | undefined;
}

/** What the containers of a function share. */
export function functionSpec(of: FunctionIdentity, settings: FunctionSettings): FunctionSpec {
  const { env, memoryBytes, cpuShares, pids, readOnlyRoot, init, certificates, replicas, port } = settings;
  const { cpus, tmpfs, networks, command, secrets } = settings;
  return {
    function: of.function,
    prefix: of.imagePrefix,
    contentHash: of.contentHash,
    network: of.network,
    instances: replicas,
    env,
    memoryBytes,
    cpuShares,
    pids,
    readOnlyRoot,
    init,
    labels: {
      [LABEL.project]: of.project.id,
      [LABEL.functionsDir]: of.project.functionsDir,
      [LABEL.role]: 'function',
      [LABEL.function]: of.function,
      [LABEL.contentHash]: of.contentHash,
      [LABEL.recipeKey]: of.labelKey,
      ...(port !== FUNCTION_PORT && { [LABEL.port]: String(port) }),
      ...settingsLabel(settings.chosen),
    },
    ...(certificates && { certificates }),
    ...(cpus !== undefined && { cpus }),
    ...(tmpfs && { tmpfs }),
    ...(networks && { networks }),
    ...(command && { command }),
    ...(secrets && { secrets }),
  };
}

/**
 * The spec hash of a container of this function and image, whatever its generation and instance.
 */
export function specHash(spec: FunctionSpec, image: string): string {
  const { prefix, contentHash: _, instances, ...lasting } = spec;
  const settled = settledName(prefix, lasting.function);
  return canonicalHash({ ...lasting, image, settledName: settled, ...(instances > 1 && { instances }) });
}

/** The spec of one instance. Throws an Error if the values of secrets are missing. */
export function containerSpec(spec: FunctionSpec, one: InstanceIdentity): ContainerSpec {
  const { prefix, contentHash, instances: _, secrets: named = [], ...lasting } = spec;
  const { image, generation, instance, token, alone, networkId, secrets = [] } = one;
  const missing = named.find(({ name }) => !secrets.some((secret) => secret.name === name));
  if (missing !== undefined) throw new Error(`no value for secret ${missing.name} of ${lasting.function}`);
  const { function: fn } = lasting;
  const alias = generationAlias({ prefix, function: fn, generation, contentHash }, token);
  const own = {
    [LABEL.generation]: String(generation),
    [LABEL.instance]: String(instance),
    [LABEL.alias]: alias,
    [LABEL.specHash]: specHash(spec, image),
    ...secretsLabel(secrets),
  };
  return {
    ...lasting,
    env: { ...lasting.env, ...secretVariables(secrets) },
    ...(secrets.length > 0 && { secrets: secrets.map(({ name, value }) => ({ name, value })) }),
    ...(networkId !== undefined && { networkId }),
    image,
    generation,
    instance,
    name: alone ? settledName(prefix, fn, instance) : generationName(prefix, fn, generation, instance),
    alias,
    address: instanceAddress(alias, instance),
    labels: { ...lasting.labels, ...own },
  };
}
