/**
 * The sentence about names that belong to another project. SmolFaaS chooses free names by itself, so
 * a conflict concerns a name that the user gave.
 *
 * When the other project's directory no longer exists, the hint is the command that removes its
 * objects.
 */
import type { ErrorFacts } from '@smolfaas/core';
import { SHORT_ID } from '../text/project-id.js';
import { quote, safe } from '../text/safe.js';
import type { Sentence } from './sentence.js';

/** The command works in any directory, and without the database of the other project. */
export function projectConflict({ functionsDir, otherDir, object, gone }: ErrorFacts['project-conflict']): Sentence {
  return {
    message: `${safe(object)} belongs to the functions in ${quote(otherDir)}, not to those in ${quote(functionsDir)}`,
    hint:
      gone === undefined
        ? 'leave out the name that you gave: this project then has names of its own'
        : `that directory is gone; remove what it left: smolfaas down --force --project ${safe(gone.slice(0, SHORT_ID))}`,
  };
}
