/**
 * What can be wrong with a path of the setting `shared`, which names directories outside of a
 * function's directory. The check itself is `source/shared/`; the CLI has the sentences.
 */

/** Why a path cannot be shared. */
export type SharedFault =
  /** Not relative to the function's directory, or empty. */
  | 'absolute'
  /** It is part of the function already. */
  | 'inside'
  /** It contains the function. */
  | 'contains'
  /** Another path of the list is the same, contains it, or is in it. */
  | 'overlaps'
  /** Nothing is there. */
  | 'missing'
  /** A pattern that matches nothing. */
  | 'no-match'
  /** Neither a directory nor a regular file. */
  | 'special';

/** A path of the list with its fault; `other` is the path that it overlaps. */
export interface FaultyPath {
  readonly path: string;
  readonly fault: SharedFault;
  readonly other?: string;
}
