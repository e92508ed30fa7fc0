/**
 * Registry settings of a builder.
 * The project file and Docker's certificates are merged.
 */
import { expect, it } from 'vitest';
import type { Registries } from '../contract/registries.js';
import { builderRegistries } from './builder-registries.js';

const merged = (registries: Registries, found?: Registries) =>
  builderRegistries({ registries, host: { ca: new Uint8Array(), ...(found && { registries: found }) } });

it('is empty where nothing is said', () => {
  expect(merged({})).toEqual({});
});

it('trusts the authorities of both, and else takes the word of the project file', () => {
  const client = { cert: 'C', key: 'K' };
  const found = { 'b.example': { ca: 'HOST', client }, 'a.example': { ca: 'A' } };
  const registries = { 'b.example': { ca: 'FILE\n', mirrors: ['m.example'] }, 'c.example': { insecure: true } };
  const all = merged(registries, found);
  expect(all).toEqual({
    'a.example': { ca: 'A\n' },
    'b.example': { ca: 'HOST\nFILE\n', client, mirrors: ['m.example'] },
    'c.example': { insecure: true },
  });
  expect(Object.keys(all)).toEqual(['a.example', 'b.example', 'c.example']);
});
