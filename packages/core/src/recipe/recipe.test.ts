import { image, marshal } from '@smolfaas/llb';
import { describe, expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { RuntimeHandler, SourceTree } from '../contract/runtime.js';
import { textRuntime } from '../fakes/context.test.fixture.js';
import { explainBases } from '../desired/bases.js';
import { prepareRecipe } from './recipe.js';

const tree: SourceTree = {
  entries: [],
  has: (path) => path === 'main.txt',
  read: () => undefined,
  readText: () => undefined,
};
const text = textRuntime('text', 'main.txt', '1.0.0', 'run');

const prepare = (...candidates: InstalledRuntime[]) =>
  prepareRecipe({
    function: 'a',
    tree,
    candidates,
    bases: new Map(candidates.map(({ manifest }) => [manifest.id, explainBases(manifest, {}, [])])),
    settings: {},
  });

/** A runtime whose handler differs from a valid one in these members. */
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
      'detects with a promise',
      withHandler({ detect: async () => ({ evidence: ['main.txt'] }) }),
      { during: 'detect', message: 'the detection is a promise: handlers must not be async' },
    ],
    ...[null, true, 'main.txt', [], {}, { evidence: 'main.txt' }, { evidence: [7] }].map(
      (answer): [string, InstalledRuntime, { during: string; message: string }] => [
        `detects ${JSON.stringify(answer)}`,
        withHandler({ detect: () => answer }),
        {
          during: 'detect',
          message: `it returned ${JSON.stringify(answer)}; { evidence: [names of files] } or undefined is expected`,
        },
      ],
    ),
  ])('when it %s', async (_, runtime, facts) => {
    await expect(prepare(runtime)).rejects.toMatchObject({
      code: 'runtime-broken',
      facts: { function: 'a', runtime: 'text', package: 'runtime-text', version: '1.0.0', ...facts },
    });
  });

  const config = { config: { Cmd: ['run'] } };
  const { bytes: definition } = marshal(image('text:1'));
  const llb = { kind: 'llb', definition, config };
  class Image {
    kind = 'llb';
  }
  const itself: Record<string, unknown> = { image: llb };
  itself['more'] = [itself];
  let calls = 0;
  const counted = () => ({ image: { ...llb, config: { config: { Cmd: ['run'], Env: ['A=1', `N=${calls++}`] } } } });

  test.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'it returned undefined; a recipe or a refusal is expected'],
    ['null', () => null, 'it returned null; a recipe or a refusal is expected'],
    ['no image', () => ({}), 'the result has no image that this version knows'],
    ['another kind', () => ({ image: { kind: 'oci' } }), 'the result has no image that this version knows'],
    ['a promise', async () => ({ image: llb }), 'the recipe is a promise: handlers must not be async'],
    ['a rejection', () => Promise.reject(new Error('late')), 'the recipe is a promise: handlers must not be async'],
    ['half a refusal', () => ({ refused: { message: 'no' } }), 'refused must be { message, hint }, both text'],
    [
      'a State',
      () => ({ image: { ...llb, definition: 'x' } }),
      'image.definition must be bytes, such as marshal(state).bytes',
    ],
    [
      'a config by itself',
      () => ({ image: { ...llb, config: { Cmd: [] } } }),
      'image.config must be { config: { Env, Cmd, … } }',
    ],
    [
      'a command line',
      () => ({ image: { ...llb, config: { config: { Cmd: 'run' } } } }),
      'image.config.config.Cmd must be a list of texts',
    ],
    [
      'a secret of another form',
      () => ({ image: llb, secrets: { ca: { host: 7 } } }),
      'secrets.ca must be { host }, { file }, { env } or { path }, all text',
    ],
    [
      'one hint',
      () => ({ image: llb, failureHints: { output: 'gcc', hint: 'x' } }),
      'failureHints must be a list of { output, hint }, both text',
    ],
    ['one note', () => ({ image: llb, notes: 'hm' }), 'notes must be a list of texts'],
    ['a function', () => ({ image: llb, later: [() => 1] }), 'the recipe is not plain data: later[0] is a function'],
    ['a class', () => ({ image: new Image() }), 'the recipe is not plain data: image is an instance of Image'],
    [
      'a date',
      () => ({ image: { ...llb, at: new Date(0) } }),
      'the recipe is not plain data: image.at is an instance of Date',
    ],
    ['NaN', () => ({ image: { ...llb, 'a-b': Number.NaN } }), 'the recipe is not plain data: image["a-b"] is NaN'],
    ['a bigint', () => ({ image: { ...llb, n: 1n } }), 'the recipe is not plain data: image.n is a bigint'],
    [
      'a promise inside',
      () => ({ image: { ...llb, n: Promise.resolve() } }),
      'the recipe is not plain data: image.n is a promise',
    ],
    [
      'a getter',
      () => ({
        get image() {
          return llb;
        },
      }),
      'the recipe is not plain data: image is computed by a getter',
    ],
    ['itself', () => itself, 'the recipe is not plain data: more[0] holds itself'],
    ['a counter', counted, 'asked twice, it gave different recipes: image.config.config.Env[1] differs'],
  ])('when its recipe is %s', async (_, recipe, message) => {
    await expect(prepare(withHandler({ recipe }))).rejects.toMatchObject({
      code: 'runtime-broken',
      facts: { function: 'a', package: 'runtime-text', version: '1.0.0', during: 'recipe', message },
    });
  });

  test('when its graph is none', async () => {
    const recipe = () => ({ image: { ...llb, definition: new Uint8Array([1, 2, 3]) } });
    await expect(prepare(withHandler({ recipe }))).rejects.toMatchObject({
      facts: { message: expect.stringMatching(/^image\.definition is no build graph: /) },
    });
  });

  test('but not when graphs are made anew, or by another copy of the library', async () => {
    const recipe = () => ({ image: { ...llb, definition: Buffer.from(definition) }, notes: undefined });
    expect((await prepare(withHandler({ recipe }))).digest).toBe((await prepare(text)).digest);
  });

  test('but a source that changes while it is read is not its fault', async () => {
    const detect: RuntimeHandler['detect'] = () => {
      throw new SmolfaasError('source-changed', { function: 'a', path: 'main.txt' });
    };
    await expect(prepare(withHandler({ detect }))).rejects.toMatchObject({ code: 'source-changed' });
  });
});
