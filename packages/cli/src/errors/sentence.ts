/**
 * The shape of what users read about an error. Core and the engine throw a code with facts; the four tables beside this file
 * turn facts into sentences, one pure function per code, and `describe.ts` joins them.
 *
 * What must stay true: a sentence says what, where and why; the hint says what to do next, with a command to paste where
 * there is one. Everything that came from outside goes through `safe` or `quote`.
 */
import type { ErrorCode, ErrorFacts, NeededBy } from '@smolfaas/core';
import { safe } from '../text/safe.js';

/** An error in words. */
export interface Sentence {
  /** One line without a full stop at its end, lower case, so that it can follow `fn-a: `. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** Further lines, such as the last output of a failed step; printed indented. */
  readonly detail?: readonly string[];
  /** Differs from the exit code of its family. */
  readonly exit?: number;
}

/** A table of sentences for some codes; the compiler demands one entry for each. */
export type Sentences<C extends ErrorCode> = { readonly [K in C]: (facts: ErrorFacts[K]) => Sentence };

/** `node:24-slim  (api, web)`: a line of detail about something that is missing. */
export function neededBy({ reference, usedBy }: NeededBy): string {
  return `${safe(reference)}  (${usedBy.map((user) => safe(user).replace(/^\((.*)\)$/, 'the $1')).join(', ')})`;
}
