/**
 * The key `registries` of the project file: its schema, and its value with absolute paths.
 */
import { resolve } from 'node:path';
import * as z from 'zod';
import type { RegistryChoice } from './project-file.js';
import { flag, TEXT } from './values.js';

/** Host names and addresses, with a port; a mirror may have a path of repositories after it. */
const HOST = '(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?';

const name = z.string(TEXT).regex(new RegExp(`^${HOST}$`));

const registry = z.strictObject(
  {
    mirrors: z
      .array(
        z.string(TEXT).regex(new RegExp(`^${HOST}(?:/[a-z0-9._/-]+)?$`), 'must be a host, without https://'),
        'must be a list of hosts',
      )
      .optional()
      .describe('Hosts that are asked before the registry itself.'),
    insecure: flag.optional().describe('Its certificate is not verified, and HTTP is taken where it speaks no TLS.'),
    ca: z
      .string(TEXT)
      .min(1, 'must be the path of a file')
      .optional()
      .describe('File with the certificates (PEM) of its authority; relative to this file.'),
  },
  'must be a map of mirrors, insecure and ca',
);

export const registries = z.record(
  name,
  registry,
  'must be a map of hosts, such as registry.example.com:5000 or docker.io',
);

/** @param base directory for relative paths */
export function registryChoice({ mirrors, insecure, ca }: z.infer<typeof registry>, base: string): RegistryChoice {
  return {
    ...(mirrors !== undefined && { mirrors }),
    ...(insecure !== undefined && { insecure }),
    ...(ca !== undefined && { ca: resolve(base, ca) }),
  };
}
