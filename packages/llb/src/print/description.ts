/**
 * The types that the describers and the printer share. An op is described by a kind and a list of
 * details. The printer only lays them out, so another format (JSON, a web page) could use the same
 * values.
 */

/** Names an input by its index in the op; -1 is `scratch`. */
export type InputName = (index: bigint) => string;

/** One indented line: a key and its value. */
export type Detail = readonly [key: string, value: string];

/** The description of an op. */
export interface Description {
  readonly kind: string;
  readonly details: readonly Detail[];
}
