/**
 * The sentence about names that belong to another project. When the other project's directory no
 * longer exists, the hint is a command that removes the leftover objects, with every name flag that
 * it needs.
 */
import type { ErrorFacts, ProjectNames } from '@smolfaas/core';
import { DEFAULTS } from '../flags/defaults.js';
import { quote, safe, shellWord } from '../text/safe.js';
import type { Sentence } from './sentence.js';

const SIDE_BY_SIDE =
  'run side by side with names of its own: --image-prefix P --network N --caddy-name C --http-port 8080 --https-port 8443';

/** The command works in any directory, and without the database of the other project. */
export function projectConflict({ functionsDir, otherDir, object, gone }: ErrorFacts['project-conflict']): Sentence {
  const message = `${safe(object)} belongs to the functions in ${quote(otherDir)}, not to those in ${quote(functionsDir)}`;
  if (gone === undefined) return { message, hint: SIDE_BY_SIDE };
  const command = `smolfaas down --force -d ${shellWord(otherDir)}${nameFlags(gone)}`;
  return {
    message,
    hint: `if that directory is gone for good, remove what it left: ${command}; else ${SIDE_BY_SIDE}`,
  };
}

/** The flags for names that differ from the defaults. */
function nameFlags({ network, router, imagePrefix, builder }: ProjectNames): string {
  const given = { network, 'caddy-name': router, 'image-prefix': imagePrefix, 'buildkit-name': builder } as const;
  const defaults: Readonly<Record<string, string>> = DEFAULTS;
  return Object.entries(given)
    .filter(([flag, name]) => name !== undefined && name !== defaults[flag])
    .map(([flag, name = '']) => ` --${flag} ${shellWord(name)}`)
    .join('');
}
