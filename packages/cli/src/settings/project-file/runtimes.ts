/**
 * The key `runtimes` of the project file: the packages that a project needs.
 *
 * Invariant: a spec needs no quotes in a shell, because messages print it in a line to paste.
 */
import * as z from 'zod';
import { TEXT } from './values.js';

/** Package names of npm, with the ranges that need no quotes. */
const SPEC = /^(?<name>(?:@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)(?:@(?<range>[\^~]?[0-9A-Za-z][\w.+-]*))?$/;

export const runtimes = z.array(
  z
    .string(TEXT)
    .regex(SPEC, 'must be the name of an npm package, with a version or a range such as @^1.2 behind it if need be')
    .describe('An npm package, as in smolfaas plugins install.'),
  'must be a list of packages',
);

/** Splits `name@range`. */
export function parseSpec(spec: string): { readonly name: string; readonly range?: string } {
  const { name = spec, range } = SPEC.exec(spec)?.groups ?? {};
  return { name, ...(range !== undefined && { range }) };
}
