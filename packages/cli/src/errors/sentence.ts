/**
 * The shape of an error message. Core and the engine throw a code with facts. Four tables beside
 * this file turn facts into sentences, with one pure function per code. `describe.ts` joins the
 * tables.
 *
 * Invariants:
 *  1. A sentence says what, where and why.
 *  2. The hint says what to do next, with a command to paste if there is one.
 *  3. All text from outside SmolFaaS passes through `safe` or `quote`.
 */
import type { ErrorCode, ErrorFacts, NeededBy } from '@smolfaas/core';
import { safe } from '../text/safe.js';

/** An error as text. */
export interface Sentence {
  /** One line without a full stop at its end, lower case, so that it can follow `fn-a: `. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** More lines, such as the last output of a failed step; printed indented. */
  readonly detail?: readonly string[];
  /** What the log file has and `detail` has not: `all 250 lines`. */
  readonly inLog?: string;
  /** Set when it differs from the exit code of the family. */
  readonly exit?: number;
}

/** A table of sentences for some codes; the compiler requires one entry for each code. */
export type Sentences<C extends ErrorCode> = { readonly [K in C]: (facts: ErrorFacts[K]) => Sentence };

/** `node:24-slim  (api, web)`: a detail line about something that is missing. */
export function neededBy({ reference, usedBy }: NeededBy): string {
  return `${safe(reference)}  (${usedBy.map((user) => safe(user).replace(/^\((.*)\)$/, 'the $1')).join(', ')})`;
}
