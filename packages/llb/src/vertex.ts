/**
 * The graph as values: vertices (one operation each) and the outputs they offer to others.
 *
 *   State  --points at-->  Output { vertex, index }  --belongs to-->  Vertex  --depends on-->  Output …
 *
 * The op families (ops/*) make vertices, State (state.ts) hands out outputs, marshal (definition/marshal.ts) turns
 * the vertices that one output needs into bytes. What must stay true: a vertex never changes after it was made, and
 * names its dependencies in `inputs`, so that the graph can be walked without knowing any op family. Sharing is by
 * reference: two states built on one base point at the same vertex. A vertex has no digest of its own: platform and
 * other things of the whole solve are known only when marshalling.
 */
import type { Op } from './gen/pb/ops_pb.js';
import type { Platform } from './platform.js';

/** One operation of the graph, before it has a digest. */
export interface Vertex {
  /** Display name, shown by BuildKit's progress; undefined lets BuildKit name the step. Not part of the digest. */
  readonly name: string | undefined;
  /** Run the step even if its result is cached. Not part of the digest. */
  readonly ignoreCache: boolean;
  /** The platform its author chose; undefined means that of the solve. Inherited along the root filesystem. */
  readonly platform: Platform | undefined;
  /**
   * Features that the builder must have: one that lacks any of them refuses the solve, where it would else pass over what it does not know. Names
   * are BuildKit's (solver/pb/caps.go). Not part of the digest.
   */
  readonly caps?: readonly string[];
  /**
   * The outputs that it reads, in the order in which they get their indices. Equal ones are merged when marshalling, unless it keeps them.
   */
  readonly inputs: readonly Output[];
  /**
   * Every entry of `inputs` is an input of its own, in this order, also where two are equal: for ops that the builder hands its inputs by position
   * (merge, diff), not by the numbers in the op.
   */
  readonly keepsEqualInputs?: boolean;
  /** Writes the op itself, given where each input ended up. */
  body(at: InputIndexes): Op['op'];
}

/** One result of a vertex. Most have only index 0; an exec has one for each writable mount. */
export interface Output {
  /** The operation that gives it. */
  readonly vertex: Vertex;
  /** Which of its results. */
  readonly index: number;
}

/** Where a vertex's inputs ended up in `Op.inputs`. Answers -1 for `undefined`, BuildKit's "no input" (scratch). */
export interface InputIndexes {
  /** The place of an output that the vertex lists in `inputs`. */
  of(output: Output | undefined): bigint;
  /** How many inputs there are, equal ones merged. */
  readonly count: number;
}

/** A filesystem as the op families see it; State is one. `undefined` is the empty filesystem, scratch. */
export interface Filesystem {
  /** The step that makes it. */
  readonly output: Output | undefined;
}

/**
 * BuildKit's explicit "none" for inputs, outputs, modes and timestamps. Omitted, protobuf would read it as 0, a valid
 * value.
 */
export const NONE = -1n;
