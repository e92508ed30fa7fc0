/**
 * Queries on a finished graph: which sources a step reads in the end, which layers the result's
 * file system has, which commands have the network.
 *
 * The bytes are the recipe's, made by the runtime's own copy of `@smolfaas/llb`; this package's
 * copy decodes them.
 */
import { type Definition, rewrite, type Step } from '@smolfaas/llb';
import { type ExecOp, type Mount, MountType, NetMode, type Op } from '@smolfaas/llb/pb/ops_pb.js';

/** A graph with a lookup of steps by digest. */
export interface Graph {
  readonly definition: Definition;
  readonly steps: ReadonlyMap<string, Step>;
}

/** A step that runs a command. */
export interface ExecStep extends Step {
  readonly exec: ExecOp;
}

/**
 * Decodes and checks the order: dependencies first, one terminal.
 * @throws LlbError `bad-definition`
 */
export function readGraph(bytes: Uint8Array): Graph {
  const definition = rewrite(bytes, () => undefined);
  return { definition, steps: new Map(definition.ops.map((step) => [step.digest, step])) };
}

/** Name for a message: the step's display name, or else its kind and digest. */
export function nameOf(step: Step): string {
  return step.name ?? `${step.op.op.case ?? 'unknown'} ${step.digest.slice(0, 'sha256:'.length + 12)}`;
}

/** The steps that run a command. */
export function execsOf({ definition }: Graph): readonly ExecStep[] {
  return definition.ops.flatMap((step) => (step.op.op.case === 'exec' ? [{ ...step, exec: step.op.op.value }] : []));
}

/** `docker-image://…` or `local://…`; undefined for a step that is not a source. */
export function identifierOf(op: Op): string | undefined {
  return op.op.case === 'source' ? op.op.value.identifier : undefined;
}

/** Every source that a step reads, directly or through other steps. */
export function sourcesOf(graph: Graph, digest: string, seen = new Set<string>()): ReadonlySet<string> {
  const step = graph.steps.get(digest);
  const found = new Set<string>();
  if (step === undefined || seen.has(digest)) return found;
  seen.add(digest);
  const identifier = identifierOf(step.op);
  if (identifier !== undefined) found.add(identifier);
  for (const input of step.op.inputs) for (const source of sourcesOf(graph, input.digest, seen)) found.add(source);
  return found;
}

/**
 * The steps whose layers make up the result's file system, last one first. Sources of copies are
 * not among them.
 */
export function rootSteps(graph: Graph): readonly Step[] {
  const chain: Step[] = [];
  let at: Place | undefined = { digest: graph.definition.head, output: 0n };
  while (at !== undefined) {
    const step = graph.steps.get(at.digest);
    if (step === undefined) break;
    chain.push(step);
    at = beneath(step.op, at.output);
  }
  return chain;
}

/** The secret mount of a command with the id `id`. */
export function secretMountOf(exec: ExecOp, id: string): Mount | undefined {
  return secretsOf(exec).find((mount) => mount.secretOpt?.ID === id);
}

/** All secret mounts of a command. */
export function secretsOf(exec: ExecOp): readonly Mount[] {
  return exec.mounts.filter((mount) => mount.mountType === MountType.SECRET);
}

/** A command may use the network unless it disables it. */
export function hasNetwork(exec: ExecOp): boolean {
  return exec.network !== NetMode.NONE;
}

/** One output of one step. */
interface Place {
  readonly digest: string;
  readonly output: bigint;
}

/**
 * The input whose layers lie beneath this output; undefined for a source, and for a step that
 * starts from nothing.
 */
function beneath(op: Op, output: bigint): Place | undefined {
  const index = op.op.case === 'exec' ? rootMount(op.op.value, output) : fileBase(op, output);
  const input = index < 0n ? undefined : op.inputs[Number(index)];
  return input === undefined ? undefined : { digest: input.digest, output: input.index };
}

function rootMount(exec: ExecOp, output: bigint): bigint {
  return exec.mounts.find((mount) => mount.output === output)?.input ?? -1n;
}

/**
 * Actions are chained: an input beyond the op's own inputs is the result of an earlier action
 * (`pb.FileAction`).
 */
function fileBase({ op, inputs }: Op, output: bigint): bigint {
  if (op.case !== 'file') return -1n;
  const { actions } = op.value;
  let input = actions.find((action) => action.output === output)?.input ?? -1n;
  while (input >= BigInt(inputs.length)) input = actions[Number(input) - inputs.length]?.input ?? -1n;
  return input;
}
