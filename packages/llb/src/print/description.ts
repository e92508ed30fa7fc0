/**
 * The words that the describers and the printer share. An op is told as a kind and a list of details; the printer
 * only lays them out, so another listing (JSON, a web page) could be made of the same.
 */

/** Names an input by its index in the op; -1 is `scratch`. */
export type InputName = (index: bigint) => string;

/** One indented line: what it is about, and what it says. */
export type Detail = readonly [key: string, value: string];

/** What there is to say about an op. */
export interface Description {
  readonly kind: string;
  readonly details: readonly Detail[];
}
