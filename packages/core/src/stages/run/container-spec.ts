/**
 * Stage 9, start: everything a function's container is created from, as plain data.
 *
 * The spec hash is a label on the container. It covers the name it settles under, and all else but what differs in
 * each generation anyway (number, own name, address), so "is this container as it should be?" is a comparison of
 * two strings, and a change of any limit below replaces every container once.
 *
 * What would surprise: images of our own runtimes promise to run with a read-only root (only /tmp can be written), and under an init: the
 * kernel hands process 1 no signal that it does not handle, so a plain server would hear no SIGTERM and cost every redeploy the whole
 * grace. A user's own Dockerfile promises nothing: it keeps a writable root, and its process 1, which may be an init itself.
 */
import type { ContainerSpec } from '../../contract/function-manager.js';
import { LABEL, type Labels, type Project } from '../../contract/labels.js';
import { canonicalHash } from '../canonical-hash.js';
import { DOCKERFILE } from '../detect/dockerfile.js';
import { CA_VARIABLES } from './function-ca.js';
import { generationName, settledName } from '../object-names.js';

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
  /** The function has no other container: this one settles at once. */
  readonly alone: boolean;
}

/** The spec of one generation, its hash among the labels. */
export function containerSpec(input: ContainerInput): ContainerSpec {
  const { project, prefix, network, function: fn, generation, image, runtime, alone, certificates } = input;
  const alias = generationName(prefix, fn, generation);
  const name = alone ? settledName(prefix, fn) : alias;
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
  const labels = { ...lasting.labels, [LABEL.generation]: String(generation), [LABEL.specHash]: hash };
  return { ...lasting, generation, name, alias, labels };
}

/** The hash that a container of this image should carry, whatever its generation. */
export function specHash(input: Omit<ContainerInput, 'generation' | 'alone'>): string {
  return containerSpec({ ...input, generation: 0, alone: false }).labels[LABEL.specHash] ?? '';
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
