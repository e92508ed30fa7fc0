/**
 * A secret file for every step that has a network, in graphs that somebody else made. Before: rewrite.ts; used where a
 * frontend's graph is changed before it is solved.
 *
 * Behind a proxy that inspects TLS a step needs the host's certificates, and the one who wrote the Dockerfile cannot know
 * that. So the exec gets what its author would have written, had they known: a secret mount, and variables that name it.
 * What must stay true:
 *   1. a variable that the step sets itself stays as it is; a step that sets them all, or mounts something at the
 *      same place, is left alone to the last byte;
 *   2. mounts keep their order and outputs keep their numbers: the new mount is the last one and has neither;
 *   3. steps without a network do not change, so their cache is shared with everybody's.
 */
import { clone } from '@bufbuild/protobuf';
import { type ExecOp, NetMode, OpSchema } from '../gen/pb/ops_pb.js';
import { secretMount, toPbMount } from '../ops/mounts.js';
import { NONE } from '../vertex.js';
import type { OpRewriter } from './rewrite.js';

/** Which secret, where steps find it, and how they are told. */
export interface SecretFile {
  /** Id under which the client serves it. */
  readonly id: string;
  /** Absolute path in the step. A path below /dev leaves no trace in a layer: every step has a /dev of its own in memory. */
  readonly dest: string;
  /** Environment variables that are set to `dest`. */
  readonly variables: readonly string[];
}

/**
 * Gives the file to every exec with a network, readable for all users.
 * @throws LlbError `bad-option` for an empty id
 */
export function withSecretFile({ id, dest, variables }: SecretFile): OpRewriter {
  const mount = secretMount(dest, id, { mode: 0o444 });
  return (op) => {
    if (op.op.case !== 'exec' || op.op.value.network === NetMode.NONE) return undefined;
    const missing = unsetIn(op.op.value, variables);
    if (missing.length === 0 || op.op.value.mounts.some((present) => present.dest === dest)) return undefined;
    const bound = clone(OpSchema, op);
    if (bound.op.case !== 'exec' || bound.op.value.meta === undefined) return undefined;
    bound.op.value.meta.env.push(...missing.map((name) => `${name}=${dest}`));
    bound.op.value.mounts.push(toPbMount(mount, NONE, undefined));
    return bound;
  };
}

function unsetIn({ meta }: ExecOp, variables: readonly string[]): readonly string[] {
  const set = new Set(meta?.env.map((line) => line.slice(0, line.indexOf('='))));
  return variables.filter((name) => !set.has(name));
}
