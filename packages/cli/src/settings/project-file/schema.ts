/**
 * The schema of `smolfaas.yaml`: the one description behind the check, the messages, the JSON
 * Schema for editors, `smolfaas help settings` and docs/settings.md. Its parts are in the files
 * beside this one, by groups of keys.
 *
 * Invariant: an unknown key is an error, because a misspelt one would silently have no effect.
 */
import * as z from 'zod';
import { functionSchema } from './function.js';
import { projectSettings } from './project.js';
import { registries } from './registry.js';
import { runtimes } from './runtimes.js';
import { about } from './values.js';

export const projectFile = z.strictObject(
  {
    version: z.literal(1, 'must be 1, the version of this format').meta(about('Version of this format; required.')),
    ...projectSettings,
    profiles: z
      .record(
        z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/),
        z.record(z.string(), z.unknown(), 'must be a map of settings'),
        {
          error: ({ code }) =>
            code === 'invalid_key'
              ? 'must be a name of letters, digits, - and _'
              : 'must be a map of names to settings',
        },
      )
      .optional()
      .meta(
        about('Settings by name of a profile: --profile NAME merges them over the rest.', { kind: 'map of profiles' }),
      ),
    runtimes: runtimes.optional().meta(about('Runtime packages that this project needs.')),
    functions: z
      .record(z.string(), functionSchema, 'must be a map of names of functions')
      .optional()
      .meta(about('What is chosen for single functions, by the name of their directory.')),
    registries: registries
      .optional()
      .meta(about('How builders in a container reach image registries; the engine has a configuration of its own.')),
  },
  'must be a map that begins with version: 1',
);

/** The content of a file that matches the schema. */
export type Content = z.infer<typeof projectFile>;
