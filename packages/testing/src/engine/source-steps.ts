/**
 * Which commands of a graph see a function's sources, and which do not. Pure.
 *
 *   manifests ─▶ install            sees no source: after an edit it must come from the cache
 *   all ───────▶ compile ─▶ strip   see the sources: after an edit they run again, without network
 */
import { type Definition, rewrite } from '@smolfaas/llb';
import { NetMode } from '@smolfaas/llb/pb/ops_pb.js';
import { type ExecStep, execsOf, readGraph, sourcesOf } from '../conformance/graph.js';

const ALL = 'local://all';

/**
 * Names of the commands that see no source, as a build reports them. A name that several steps
 * share is listed once per step.
 */
export function dependencySteps(definition: Uint8Array): readonly string[] {
  const graph = readGraph(definition);
  return execsOf(graph)
    .filter(({ digest }) => !sourcesOf(graph, digest).has(ALL))
    .map(reportedName);
}

/** BuildKit reports a command without a name by its arguments. */
function reportedName({ name, exec }: ExecStep): string {
  return name ?? exec.meta?.args.join(' ') ?? '';
}

/**
 * The same graph without network for every command that sees sources (`network: none`: only the
 * loopback interface). The other commands keep their exact bytes, and so their cache keys.
 */
export function withoutNetwork(definition: Uint8Array): Definition {
  const graph = readGraph(definition);
  return rewrite(definition, (op) => {
    if (op.op.case !== 'exec' || !op.inputs.some(({ digest }) => sourcesOf(graph, digest).has(ALL))) return undefined;
    op.op.value.network = NetMode.NONE;
    return op;
  });
}
