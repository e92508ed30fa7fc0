/** Packages that suggestions name. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { knownPackage } from './known-packages.js';

const examples = new URL('../../../../examples/runtimes/', import.meta.url);

it('names the runtimes that are published from this repository, and no others', () => {
  for (const folder of readdirSync(examples)) {
    const { name, smolfaas } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, examples), 'utf8'));
    for (const { id } of smolfaas.runtimes) expect([id, knownPackage(id)]).toEqual([id, name]);
  }
  for (const id of ['rust', 'bun', 'php', 'ruby', 'java', 'elixir', 'dotnet', 'zig'])
    expect([id, knownPackage(id)]).toEqual([id, undefined]);
});
