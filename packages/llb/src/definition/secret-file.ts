/**
 * Adds a secret file to every step that has a network, in graphs that a frontend made. Before:
 * rewrite.ts; used where a frontend's graph is changed before it is solved.
 *
 * Behind a proxy that inspects TLS, a step needs the host's certificates, and the author of a
 * Dockerfile cannot know them. So the exec gets what its author would otherwise write: a secret
 * mount, and variables that name it.
 * Invariants:
 *   1. A variable that the step sets itself is kept. A step that sets them all, or has a mount at
 *      the same path, keeps its exact bytes.
 *   2. Mounts keep their order and outputs keep their numbers: the new mount is the last one,
 *      without input or output.
 *   3. Steps without a network do not change, so they share their cache with other users' builds.
 */
import { clone } from '@bufbuild/protobuf';
import { type ExecOp, NetMode, OpSchema } from '../gen/pb/ops_pb.js';
import { secretMount, toPbMount } from '../ops/mounts.js';
import { NONE } from '../vertex.js';
import type { OpRewriter } from './rewrite.js';

/** Which secret, where steps find it, and which variables name it. */
export interface SecretFile {
  /** Id under which the client serves it. */
  readonly id: string;
  /**
   * Absolute path in the step. A path below /dev leaves no trace in a layer: every step has its own
   * /dev in memory.
   */
  readonly dest: string;
  /** Environment variables that are set to `dest`. */
  readonly variables: readonly string[];
}

/**
 * Adds the file, readable for all users, to every exec with a network.
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
