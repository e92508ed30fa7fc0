/**
 * Merge and diff: filesystems put on top of each other, and what one has that another has not, without copying a byte.
 *
 *   merge(a, b, c)       what is in a, then b over it, then c; layers are joined as they are
 *   diff(lower, upper)   what must be laid over `lower` to get `upper`, deletions included
 *
 * So a step's result can be moved onto another base: merge(base, diff(before, after)). A change of one input does not touch the others' layers,
 * where a copy would be made anew. Both are features that a builder may lack (BuildKit < 0.10, and Docker Engine without the containerd
 * image store), and are announced as such: it refuses the solve instead of building something else.
 * Must stay true: BuildKit counts the inputs of these two by position, so each is listed, also one that was there before.
 */
import { create } from '@bufbuild/protobuf';
import { DiffOpSchema, MergeOpSchema } from '../gen/pb/ops_pb.js';
import { type Filesystem, NONE, type Output, type Vertex } from '../vertex.js';

/** The output of a merge. Scratch adds nothing: it is left out, and what then remains alone is the result itself. */
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
