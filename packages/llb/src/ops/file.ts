/**
 * The file op: a chain of actions that gives one layer.
 *
 * Each action reads a tree and makes the next one. A number says which tree (BuildKit
 * client/llb/fileop.go):
 *   0 … n-1   the op's inputs, n of them      input            the tree that is changed
 *   n + k     the result of action k          secondaryInput   the tree that a copy reads
 *   -1        nothing (scratch)               output           0 if it is the op's result, else -1
 * So the first action changes the base, action i changes n+(i-1), and the last one is output 0.
 * Gotcha: indices depend on n, which is known only after equal inputs are merged. So marshalling
 * writes them, not this file.
 */
import { create } from '@bufbuild/protobuf';
import { LlbError } from '../errors.js';
import { type FileAction as PbFileAction, FileActionSchema, FileOpSchema } from '../gen/pb/ops_pb.js';
import { type Filesystem, type InputIndexes, NONE, type Output, type Vertex } from '../vertex.js';
import type { FileAction } from './file-actions.js';

/**
 * Checks and makes a file op on top of `base`.
 * @throws LlbError `bad-option` for an empty list, `bad-path`
 */
export function fileVertex(
  base: Filesystem,
  actions: readonly FileAction[],
  options: { readonly name?: string },
): Vertex {
  const step = options.name ?? actions.map((action) => action.label).join(', ');
  if (actions.length === 0) {
    throw new LlbError('bad-option', 'a file op needs at least one action', { step: options.name ?? 'file' });
  }
  const chain = [...actions];
  for (const { action } of chain) action(step);
  return {
    name: options.name,
    ignoreCache: false,
    platform: base.output?.vertex.platform,
    inputs: [base.output, ...chain.map((action) => action.from)].filter((o): o is Output => o !== undefined),
    body: (at) => ({
      case: 'file',
      value: create(FileOpSchema, { actions: chain.map((_, i) => chained(chain, i, base.output, at, step)) }),
    }),
  };
}

/** Action `i` with its three numbers. */
function chained(
  chain: readonly FileAction[],
  i: number,
  base: Output | undefined,
  at: InputIndexes,
  step: string,
): PbFileAction {
  const { action, from } = chain[i]!;
  return create(FileActionSchema, {
    action: action(step),
    input: i === 0 ? at.of(base) : BigInt(at.count + i - 1),
    secondaryInput: at.of(from),
    output: i === chain.length - 1 ? 0n : NONE,
  });
}
