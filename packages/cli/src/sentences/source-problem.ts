/**
 * The short line that `check` prints for a source that cannot be used. `up` prints the complete
 * error, with what to do.
 */
import type { ErrorFacts, SmolfaasError } from '@smolfaas/core';
import { sharedSentence } from './shared-fault.js';

type Texts = { readonly [C in keyof ErrorFacts]?: (facts: ErrorFacts[C]) => string };

const TEXTS: Texts = {
  'bad-function-name': ({ suggestion }) =>
    `Not a valid function name${suggestion === undefined ? '' : ` (try "${suggestion}")`}`,
  'function-name-too-long': ({ length, max }) => `Name too long (${length} characters, at most ${max})`,
  'function-link-outside': ({ target }) => `Link leads out of the functions directory (to ${target})`,
  'no-runtime': ({ lookedFor, sources: [source] = [] }) =>
    `No runtime recognises it (${source === undefined ? '' : `${source.name} found; `}looked for ${lookedFor.flatMap(({ globs }) => globs).join(', ')})`,
  'runtime-not-installed': ({ runtime }) => `Runtime ${runtime} is not installed`,
  'unknown-setting': ({ runtime, names }) => `Unknown setting of runtime ${runtime} (${names.join(', ')})`,
  'shared-unusable': (facts) => `Shared path cannot be used (${sharedSentence(facts).message})`,
  'shared-unsupported': ({ runtime }) => `Runtime ${runtime} cannot build functions with shared directories`,
  'source-special-file': ({ path, kind }) => `Source cannot be read (${path} is a ${kind})`,
  'source-unreadable': ({ path, errno }) => `Source cannot be read (${path}: ${errno})`,
  'source-bad-name': ({ path }) => `Source cannot be read (${path} is not a valid file name)`,
  'source-changed': ({ path }) => `Source is being changed (${path})`,
  'source-too-large': ({ what, limit }) => `Source too large (more than ${limit} ${what})`,
  'ignore-file-unusable': ({ path, why }) => `Ignore file cannot be used (${path}: ${why})`,
};

/** One line about why a function's source cannot be used. */
export function sourceProblem<C extends keyof ErrorFacts>(error: SmolfaasError<C>): string {
  return TEXTS[error.code]?.(error.facts) ?? `Source cannot be used (${error.code})`;
}
