/**
 * The graph as values: vertices (one operation each) and the outputs they offer to others.
 *
 *   State  --points at-->  Output { vertex, index }  --belongs to-->  Vertex  --depends on-->
 *   Output …
 *
 * The op families (ops/*) make vertices, State (state.ts) hands out outputs, and marshal
 * (definition/marshal.ts) turns the vertices that one output needs into bytes. Sharing is by
 * reference: two states built on one base point at the same vertex. A vertex has no digest of its
 * own: the platform and other properties of the whole solve are known only when marshalling.
 * Invariant: a vertex never changes after it was made, and names its dependencies in `inputs`, so
 * that code can walk the graph without knowing any op family.
 */
import type { Op } from './gen/pb/ops_pb.js';
import type { Platform } from './platform.js';

/** One operation of the graph, before it has a digest. */
export interface Vertex {
  /**
   * Display name, shown by BuildKit's progress; undefined lets BuildKit name the step. Not part of
   * the digest.
   */
  readonly name: string | undefined;
  /** Run the step even if its result is cached. Not part of the digest. */
  readonly ignoreCache: boolean;
  /**
   * The platform its author chose; undefined means the platform of the solve. Inherited along the
   * root filesystem.
   */
  readonly platform: Platform | undefined;
  /**
   * Features that the builder must have. A builder that lacks any of them refuses the solve;
   * otherwise it would ignore what it does not know. Names are BuildKit's (solver/pb/caps.go). Not
   * part of the digest.
   */
  readonly caps?: readonly string[];
  /**
   * The outputs that it reads, in the order of their indices. Marshalling merges equal ones unless
   * `keepsEqualInputs` is set.
   */
  readonly inputs: readonly Output[];
  /**
   * Every entry of `inputs` is an input of its own, in this order, even where two are equal. For
   * ops whose inputs the builder counts by position (merge, diff) and not by the numbers in the op.
   */
  readonly keepsEqualInputs?: boolean;
  /** Writes the op itself, given where each input ended up. */
  body(at: InputIndexes): Op['op'];
}

/** One result of a vertex. Most have only index 0; an exec has one for each writable mount. */
export interface Output {
  /** The operation that produces it. */
  readonly vertex: Vertex;
  /** Which of the operation's results it is. */
  readonly index: number;
}

/**
 * Where a vertex's inputs ended up in `Op.inputs`. Returns -1 for `undefined`, BuildKit's "no
 * input" (scratch).
 */
export interface InputIndexes {
  /** The index of an output that the vertex lists in `inputs`. */
  of(output: Output | undefined): bigint;
  /** How many inputs there are after equal ones are merged. */
  readonly count: number;
}

/**
 * A filesystem as the op families see it; State is one. `undefined` is the empty filesystem,
 * scratch.
 */
export interface Filesystem {
  /** The step that makes it. */
  readonly output: Output | undefined;
}

/**
 * BuildKit's explicit "none" for inputs, outputs, modes and timestamps. If the field is omitted,
 * protobuf reads it as 0, a valid value.
 */
export const NONE = -1n;
