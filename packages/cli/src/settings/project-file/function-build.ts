/**
 * Keys of a function that concern its build: the runtime, the runtime's settings, and certificates.
 */
import * as z from 'zod';
import { flag, TEXT, text } from './values.js';

const setting = z.union([text, z.array(text), z.record(text, text, TEXT)], TEXT);

export const functionBuild = {
  runtime: z
    .string(TEXT)
    .regex(/^[a-z][a-z0-9-]*$/, 'must be the id of a runtime; smolfaas runtimes lists them')
    .optional()
    .describe('Id of the runtime that builds this function, instead of the first one that recognises it.'),
  ca: flag
    .optional()
    .describe('Whether its container is given the certificates that builds trust (--function-ca for all functions).'),
  settings: z
    .record(z.string(), setting, 'must be a map of names to text')
    .optional()
    .describe(
      'Settings of the runtime: text, a list (the same as its items with commas between them), or a map of names to text.',
    ),
};
