/**
 * Stage 9, start: everything a function's container is created from, as plain data.
 *
 * The spec hash is a label on the container. It covers the name it settles under, and all else but
 * what differs in each generation anyway (number, own name, address) and the network's id, which is
 * random, so "is this container as it should be?" is a comparison of two strings, and a change of
 * any limit below replaces every container once.
 *
 * What would surprise: images of our own runtimes promise to run with a read-only root (only /tmp can be written), and under an init: the
 * kernel hands process 1 no signal that it does not handle, so a plain server would hear no SIGTERM and cost every redeploy the whole
 * grace. A user's own Dockerfile promises nothing: it keeps a writable root, and its process 1, which may be an init itself.
 */
import type { ContainerSpec } from '../../contract/function-manager.js';
import { LABEL, type Labels, type Project } from '../../contract/labels.js';
import { canonicalHash } from '../canonical-hash.js';
import { DOCKERFILE } from '../detect/dockerfile.js';
import type { Settings } from '../../contract/settings.js';
import { CA_VARIABLES, certificatesOf } from './function-ca.js';
import { generationAlias, generationName, settledName } from '../object-names.js';

/** The port that every function listens on. */
export const FUNCTION_PORT = 8000;

const MEMORY_BYTES = 512 * 1024 * 1024;
const PIDS = 256;
/**
 * An eighth of what the router has: a function that computes must not hold up the requests of the
 * others.
 */
const CPU_SHARES = 128;

export interface ContainerInput {
  readonly project: Project;
  readonly prefix: string;
  readonly network: string;
  /** Its id, where it is known. */
  readonly networkId?: string | undefined;
  readonly function: string;
  readonly generation: number;
  readonly contentHash: string;
  readonly recipeKey: string;
  /** Image id. */
  readonly image: string;
  /** Id of the runtime that the function's files point to. */
  readonly runtime: string;
  /** The certificates that it is given; left out, it has those of its image. */
  readonly certificates?: ContainerSpec['certificates'];
  /** Makes its alias one that cannot be guessed. */
  readonly token: string;
  /** The function has no other container: this one settles at once. */
  readonly alone: boolean;
}

/** The spec of one generation, its hash among the labels. */
export function containerSpec(input: ContainerInput): ContainerSpec {
  const { project, prefix, network, function: fn, generation, image, runtime, alone, certificates } = input;
  const alias = generationAlias(input, input.token);
  const name = alone ? settledName(prefix, fn) : generationName(prefix, fn, generation);
  const lasting = {
    function: fn,
    image,
    network,
    env: { PORT: String(FUNCTION_PORT), ...(certificates && CA_VARIABLES) },
    memoryBytes: MEMORY_BYTES,
    cpuShares: CPU_SHARES,
    pids: PIDS,
    readOnlyRoot: runtime !== DOCKERFILE.id,
    init: runtime !== DOCKERFILE.id,
    labels: lastingLabels(project, input),
    ...(certificates && { certificates }),
  };
  const hash = canonicalHash({ ...lasting, settledName: settledName(prefix, fn) });
  const own = { [LABEL.generation]: String(generation), [LABEL.alias]: alias, [LABEL.specHash]: hash };
  const { networkId } = input;
  return {
    ...lasting,
    ...(networkId !== undefined && { networkId }),
    generation,
    name,
    alias,
    labels: { ...lasting.labels, ...own },
  };
}

/** What a container of this image should be, whatever its generation: name, alias and generation mean nothing in it. */
export function wantedSpec(
  wanted: Pick<ContainerInput, 'project' | 'function' | 'contentHash' | 'recipeKey' | 'image' | 'runtime'>,
  settings: Pick<Settings, 'imagePrefix' | 'network' | 'functions' | 'functionCa' | 'host'>,
): ContainerSpec {
  const { imagePrefix: prefix, network } = settings;
  const certificates = certificatesOf(wanted.function, settings);
  return containerSpec({ ...wanted, prefix, network, ...certificates, generation: 0, alone: false, token: '' });
}

function lastingLabels(project: Project, input: ContainerInput): Labels {
  return {
    [LABEL.project]: project.id,
    [LABEL.functionsDir]: project.functionsDir,
    [LABEL.role]: 'function',
    [LABEL.function]: input.function,
    [LABEL.contentHash]: input.contentHash,
    [LABEL.recipeKey]: input.recipeKey,
  };
}
