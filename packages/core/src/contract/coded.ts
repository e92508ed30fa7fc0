/**
 * A code from a closed list, with its facts: how core reports anything that is not an error.
 * The CLI turns codes into sentences.
 *
 * Facts are plain data, because `--json` and the log contain them as they are: a moment is a number
 * of milliseconds, not a `Date`. The only exception is an error.
 */

/**
 * One entry of a list of codes. `Coded<{ 'too-large': { bytes: number } }>` is `{ code:
 * 'too-large', facts: { bytes: number } }`.
 */
export type Coded<M> = { readonly [C in keyof M]: { readonly code: C; readonly facts: Readonly<M[C]> } }[keyof M];

/** Codes that need no facts. */
export type NoFacts = Readonly<Record<string, never>>;
