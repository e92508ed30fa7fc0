/**
 * Checks between keys that each match the schema, such as one route of two functions. They run
 * after the schema, on a file that has matched it, with the chosen profile merged.
 */
import type { Path } from './source.js';
import type { Content } from './schema.js';

/** A fault, and the path of the value at which the error points. */
export interface CrossProblem {
  readonly path: Path;
  readonly message: string;
  readonly suggestion?: string;
}

/** All faults of one kind; empty when there are none. */
export type CrossCheck = (content: Content) => readonly CrossProblem[];

export const crossChecks: readonly CrossCheck[] = [];
