/**
 * Sentences for paths of the setting `shared`, from the project file's check and from a function's
 * error. Each names one way out.
 */
import type { FaultyPath, SharedFault } from '@smolfaas/core';
import { quote } from '../text/safe.js';

/** What is wrong, and what to do. */
export interface SharedSentence {
  readonly message: string;
  readonly hint: string;
}

const TEXTS: { readonly [F in SharedFault]: (path: string, other: string) => SharedSentence } = {
  absolute: (path) => ({
    message: `${path} is not relative to the function's directory`,
    hint: 'write it from the function to the directory, such as ../lib',
  }),
  inside: (path) => ({
    message: `${path} is part of the function already`,
    hint: 'remove it from shared; paths begin with ../, as they are relative to the function',
  }),
  contains: (path) => ({
    message: `${path} contains the function itself`,
    hint: 'name only the directory that the function uses, such as ../lib',
  }),
  overlaps: (path, other) => ({
    message: `${path} and ${other} overlap`,
    hint: 'keep only the one that contains the other',
  }),
  missing: (path) => ({
    message: `there is no ${path}`,
    hint: "correct the path; it is relative to the function's directory",
  }),
  'no-match': (path) => ({
    message: `nothing matches ${path}`,
    hint: "correct the pattern; it is relative to the function's directory",
  }),
  special: (path) => ({
    message: `${path} is neither a directory nor a regular file`,
    hint: 'name the directory that contains it',
  }),
};

/** The sentence for a path that cannot be shared. */
export function sharedSentence({ path, fault, other = '' }: FaultyPath): SharedSentence {
  const text = Object.hasOwn(TEXTS, fault) ? TEXTS[fault] : TEXTS.missing;
  return text(quote(path), quote(other));
}
