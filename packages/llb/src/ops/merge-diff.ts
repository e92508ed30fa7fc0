/**
 * Merge and diff: stack filesystems, and extract the difference of two, without copying a byte.
 *
 *   merge(a, b, c)       what is in a, then b over it, then c; layers are joined as they are
 *   diff(lower, upper)   what must be laid over `lower` to get `upper`, deletions included
 *
 * So a step's result can be moved onto another base: merge(base, diff(before, after)). A change of
 * one input does not touch the layers of the others, where a copy would be made again. A builder
 * may lack both features (BuildKit < 0.10, and Docker Engine without the containerd image store).
 * The ops declare them as required, so such a builder refuses the solve instead of building
 * something else.
 * Invariant: BuildKit counts the inputs of these two ops by position, so each input is listed, even
 * where two are equal.
 */
import { create } from '@bufbuild/protobuf';
import { DiffOpSchema, MergeOpSchema } from '../gen/pb/ops_pb.js';
import { type Filesystem, NONE, type Output, type Vertex } from '../vertex.js';

/**
 * The output of a merge. Scratch adds nothing, so it is left out. A single remaining state is
 * itself the result.
 */
export function mergeOutput(states: readonly Filesystem[], name: string | undefined): Output | undefined {
  const inputs = states.map(({ output }) => output).filter((output): output is Output => output !== undefined);
  const [first] = inputs;
  if (inputs.length < 2 || first === undefined) return first;
  const vertex: Vertex = {
    name,
    ignoreCache: false,
    platform: first.vertex.platform,
    caps: ['mergeop'],
    inputs,
    keepsEqualInputs: true,
    body: () => ({
      case: 'merge',
      value: create(MergeOpSchema, { inputs: inputs.map((_, position) => ({ input: BigInt(position) })) }),
    }),
  };
  return { vertex, index: 0 };
}

/** The output of a diff; all of `upper` where `lower` is scratch. */
export function diffOutput(lower: Filesystem, upper: Filesystem, name: string | undefined): Output | undefined {
  if (lower.output === undefined) return upper.output;
  const inputs = [lower.output, upper.output].filter((output): output is Output => output !== undefined);
  const vertex: Vertex = {
    name,
    ignoreCache: false,
    platform: lower.output.vertex.platform,
    caps: ['diffop'],
    inputs,
    keepsEqualInputs: true,
    body: () => ({
      case: 'diff',
      value: create(DiffOpSchema, { lower: { input: 0n }, upper: { input: upper.output === undefined ? NONE : 1n } }),
    }),
  };
  return { vertex, index: 0 };
}
