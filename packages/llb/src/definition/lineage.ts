/**
 * Lineage: the base image of a finished definition's result, and which steps add layers on top of
 * it. Before: marshal.ts. Used to write an image's history, which has a line for each layer.
 *
 * Each step that changes a filesystem adds one layer to its base, however many actions it has:
 *   exec     starts from the input of the mount whose output is requested; no input means scratch
 *   file     starts from the tree of its first action; the actions in between leave no layer
 *   source   a directory, a git repository or a download is one layer; an image has its own
 * Only the builder knows the layers of a merge or a diff, so such a result has no lineage.
 */
import type { FileAction, Input, Op } from '../gen/pb/ops_pb.js';
import { decodeDefinition, type EncodedOp, NAME_KEY } from './definition.js';

/** The chain of steps from an image, or from scratch, to a result. */
export interface Lineage {
  /**
   * The step that loads an image (`docker-image://`, `oci-layout://`); undefined when the result is
   * built from scratch.
   */
  readonly image?: Op;
  /**
   * For each layer above it, the lowest first: the name of its step, or else the kind of the step.
   */
  readonly layers: readonly string[];
}

/**
 * The lineage of a definition's result; undefined where only the builder knows it.
 * @throws LlbError `bad-definition`
 */
export function lineageOf(bytes: Uint8Array): Lineage | undefined {
  const { steps, terminal } = decodeDefinition(bytes);
  const byDigest = new Map(steps.map((step) => [step.digest, step]));
  const layers: string[] = [];
  let at: Input | undefined = terminal.op.inputs[0];
  while (at !== undefined) {
    const step = byDigest.get(at.digest);
    if (step === undefined) return undefined;
    if (isImage(step.op)) return { image: step.op, layers: layers.reverse() };
    const below = beginningOf(step.op, at.index);
    if (below === 'unknown') return undefined;
    layers.push(titleOf(step));
    at = below;
  }
  return { layers: layers.reverse() };
}

function isImage({ op }: Op): boolean {
  return op.case === 'source' && /^(docker-image|oci-layout):\/\//.test(op.value.identifier);
}

const titleOf = ({ meta, op }: EncodedOp): string => meta.description[NAME_KEY] ?? op.op.case ?? 'step';

/** The input that the output of a step starts from; undefined is scratch. */
function beginningOf({ op, inputs }: Op, output: bigint): Input | undefined | 'unknown' {
  switch (op.case) {
    case 'source':
      return undefined;
    case 'exec':
      return inputs[Number(op.value.mounts.find((mount) => mount.output === output)?.input ?? -1)];
    case 'file': {
      const actions = op.value.actions;
      return inputs[
        firstTree(
          actions,
          actions.find((action) => action.output === output),
          inputs.length,
        )
      ];
    }
    default:
      return 'unknown';
  }
}

/**
 * Follows the actions back to the op's input that the first one works on; -1 is scratch. Each
 * action works on the result of the one before.
 */
function firstTree(actions: readonly FileAction[], last: FileAction | undefined, inputs: number): number {
  const before = (tree: number, action: FileAction, i: number) => (tree === inputs + i ? Number(action.input) : tree);
  return actions.reduceRight(before, Number(last?.input ?? -1));
}
