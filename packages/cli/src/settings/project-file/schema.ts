/**
 * The schema of `smolfaas.yaml`: the one description behind the check, the messages and the JSON
 * Schema for editors (`smolfaas.schema.json`, compared by a test). Its parts are in the files
 * beside this one, by groups of keys.
 *
 * Invariant: an unknown key is an error, because a misspelt one would silently have no effect.
 */
import * as z from 'zod';
import { functionSchema } from './function.js';
import { registries } from './registry.js';
import { runtimes } from './runtimes.js';

export const projectFile = z.strictObject(
  {
    version: z.literal(1, 'must be 1, the version of this format').describe('Version of this format.'),
    runtimes: runtimes.optional().describe('Runtime packages that this project needs.'),
    functions: z
      .record(z.string(), functionSchema, 'must be a map of names of functions')
      .optional()
      .describe('What is chosen for single functions, by the name of their directory.'),
    registries: registries
      .optional()
      .describe('How builders in a container reach image registries; the engine has a configuration of its own.'),
  },
  'must be a map that begins with version: 1',
);

/** The content of a file that matches the schema. */
export type Content = z.infer<typeof projectFile>;
