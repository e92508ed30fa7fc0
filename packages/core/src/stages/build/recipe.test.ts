import { describe, expect, test } from 'vitest';
import { SmolfaasError } from '../../contract/errors.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { RuntimeHandler, SourceTree } from '../../contract/runtime.js';
import { textRuntime } from '../../fakes/context.test.fixture.js';
import { prepareRecipe } from './recipe.js';

const tree: SourceTree = {
  entries: [],
  has: (path) => path === 'main.txt',
  read: () => undefined,
  readText: () => undefined,
};
const text = textRuntime('text', 'main.txt');

const prepare = (...candidates: InstalledRuntime[]) =>
  prepareRecipe({ function: 'a', tree, candidates, configuredBases: {}, images: [], settings: {} });

/** A runtime whose handler differs from a good one in these members. */
const withHandler = (changes: object): InstalledRuntime => ({
  ...text,
  load: async () => ({ ...(await text.load()), ...changes }),
});

test('gives the recipe of the first runtime that does not decline, with its digest', async () => {
  const prepared = await prepare(textRuntime('declines', 'other.txt'), text);
  expect(prepared.runtime).toBe('text');
  expect(prepared.digest).toMatch(/^[0-9a-f]{64}$/);
  expect((await prepare(text)).digest).toBe(prepared.digest);
});

test('says what was looked for when all decline', async () => {
  await expect(prepare(textRuntime('declines', 'other.txt'))).rejects.toMatchObject({
    code: 'no-runtime',
    facts: { lookedFor: [{ runtime: 'declines', globs: ['other.txt'] }] },
  });
});

test('hands on a refusal', async () => {
  const refused = { message: 'Plug’n’Play is not supported', hint: 'use the node-modules linker' };
  await expect(prepare(withHandler({ recipe: () => ({ refused }) }))).rejects.toMatchObject({
    code: 'recipe-refused',
    facts: { function: 'a', runtime: 'text', ...refused },
  });
});

describe('a broken runtime is named with package and version', () => {
  const thrower = (): never => {
    throw new TypeError('boom');
  };
  test.each<[string, InstalledRuntime, { during: string; message: string }]>([
    [
      'does not load',
      { ...text, load: () => Promise.reject(new Error('no module')) },
      { during: 'load', message: 'no module' },
    ],
    [
      'is of another contract',
      withHandler({ contract: 2 }),
      { during: 'load', message: 'it is made for contract 2, this is contract 1' },
    ],
    [
      'is another runtime',
      withHandler({ id: 'x' }),
      { during: 'load', message: 'the manifest says "text", the handler "x"' },
    ],
    ['lacks a method', withHandler({ recipe: undefined }), { during: 'load', message: 'it lacks detect or recipe' }],
    ['throws in detect', withHandler({ detect: thrower }), { during: 'detect', message: 'boom' }],
    ['throws in recipe', withHandler({ recipe: thrower }), { during: 'recipe', message: 'boom' }],
    [
      'returns nothing',
      withHandler({ recipe: () => undefined }),
      { during: 'recipe', message: 'the result has no image that this version knows' },
    ],
    [
      'returns another kind',
      withHandler({ recipe: () => ({ image: { kind: 'oci' } }) }),
      { during: 'recipe', message: 'the result has no image that this version knows' },
    ],
  ])('when it %s', async (_, runtime, facts) => {
    await expect(prepare(runtime)).rejects.toMatchObject({
      code: 'runtime-broken',
      facts: { function: 'a', runtime: 'text', package: 'runtime-text', version: '1.0.0', ...facts },
    });
  });

  test('but a source that changes while it is read is not its fault', async () => {
    const detect: RuntimeHandler['detect'] = () => {
      throw new SmolfaasError('source-changed', { function: 'a', path: 'main.txt' });
    };
    await expect(prepare(withHandler({ detect }))).rejects.toMatchObject({ code: 'source-changed' });
  });
});
