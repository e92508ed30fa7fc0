/**
 * The schema of `smolfaas.yaml`: the one description behind the check, the messages and the JSON
 * Schema for editors (`smolfaas.schema.json`, compared by a test).
 *
 * Invariants:
 *  1. An unknown key is an error, because a misspelt one would silently have no effect.
 *  2. Values of settings are text, because YAML reads `3.10` as the number 3.1.
 */
import * as z from 'zod';
import { functionShared } from './function-shared.js';

const TEXT = 'must be text; put it in quotes';

/**
 * Package names of npm, with the ranges that need no quotes in a shell: the spec is printed as a
 * line to paste.
 */
const SPEC = /^(?<name>(?:@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)(?:@(?<range>[\^~]?[0-9A-Za-z][\w.+-]*))?$/;

const text = z.string(TEXT);
const setting = z.union([text, z.array(text), z.record(text, text, TEXT)], TEXT);

const functionChoice = z.strictObject(
  {
    runtime: z
      .string(TEXT)
      .regex(/^[a-z][a-z0-9-]*$/, 'must be the id of a runtime; smolfaas runtimes lists them')
      .optional()
      .describe('Id of the runtime that builds this function, instead of the first one that recognises it.'),
    ca: z
      .boolean('must be true or false')
      .optional()
      .describe('Whether its container is given the certificates that builds trust (--function-ca for all functions).'),
    ...functionShared,
    settings: z
      .record(z.string(), setting, 'must be a map of names to text')
      .optional()
      .describe(
        'Settings of the runtime: text, a list (the same as its items with commas between them), or a map of names to text.',
      ),
  },
  'must be a map of runtime, settings and ca',
);

const runtime = z
  .string(TEXT)
  .regex(SPEC, 'must be the name of an npm package, with a version or a range such as @^1.2 behind it if need be')
  .describe('An npm package, as in smolfaas plugins install.');

/** Host names and addresses, with a port; a mirror may have a path of repositories after it. */
const HOST = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';

const registryName = z.string(TEXT).regex(new RegExp(`^${HOST}$`));

const registry = z.strictObject(
  {
    mirrors: z
      .array(
        z.string(TEXT).regex(new RegExp(`^${HOST}(?:/[a-z0-9._/-]+)?$`), 'must be a host, without https://'),
        'must be a list of hosts',
      )
      .optional()
      .describe('Hosts that are asked before the registry itself.'),
    insecure: z
      .boolean('must be true or false')
      .optional()
      .describe('Its certificate is not verified, and HTTP is taken where it speaks no TLS.'),
    ca: z
      .string(TEXT)
      .min(1, 'must be the path of a file')
      .optional()
      .describe('File with the certificates (PEM) of its authority; relative to this file.'),
  },
  'must be a map of mirrors, insecure and ca',
);

export const projectFile = z.strictObject(
  {
    version: z.literal(1, 'must be 1, the version of this format').describe('Version of this format.'),
    runtimes: z
      .array(runtime, 'must be a list of packages')
      .optional()
      .describe('Runtime packages that this project needs.'),
    functions: z
      .record(z.string(), functionChoice, 'must be a map of names of functions')
      .optional()
      .describe('What is chosen for single functions, by the name of their directory.'),
    registries: z
      .record(registryName, registry, 'must be a map of hosts, such as registry.example.com:5000 or docker.io')
      .optional()
      .describe('How builders in a container reach image registries; the engine has a configuration of its own.'),
  },
  'must be a map that begins with version: 1',
);

/** Splits `name@range`. */
export function parseSpec(spec: string): { readonly name: string; readonly range?: string } {
  const { name = spec, range } = SPEC.exec(spec)?.groups ?? {};
  return { name, ...(range !== undefined && { range }) };
}
