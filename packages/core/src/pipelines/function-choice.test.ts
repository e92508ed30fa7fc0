/**
 * How runs apply the choices in a project file.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FunctionChoice } from '../contract/settings.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { up } from './up.js';

describe('settings and runtimes of functions', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
    const [text] = project.runtimes;
    if (text === undefined) throw new Error('no runtime');
    project.runtimes[0] = { ...text, manifest: { ...text.manifest, settings: { shade: 'how dark it is' } } };
    project.write('a', 'one');
    project.write('b', 'one');
  });
  afterEach(() => project.close());

  const choosing = (a: FunctionChoice) => project.context({ functions: new Map([['a', a]]) });
  const statuses = async (a: FunctionChoice) =>
    (await up(choosing(a))).functions.map(({ function: fn, status, built }) => [fn, status, built]);

  test('another setting builds its function again and no other; check says so before', async () => {
    await statuses({ settings: { shade: 'dark' } });
    expect(await statuses({ settings: { shade: 'dark' } })).toEqual([
      ['a', 'unchanged', false],
      ['b', 'unchanged', false],
    ]);
    const { functions } = await check(choosing({ settings: { shade: 'light' } }));
    expect(functions.map(({ findings }) => findings.filter(({ ok }) => !ok).map(({ code }) => code))).toEqual([
      ['recipe-changed'],
      [],
    ]);
    expect(await statuses({ settings: { shade: 'light' } })).toEqual([
      ['a', 'updated', true],
      ['b', 'unchanged', false],
    ]);
  });

  test('a runtime sees the settings', async () => {
    const seen: Record<string, unknown> = {};
    const [text] = project.runtimes;
    if (text === undefined) throw new Error('no runtime');
    project.runtimes[0] = {
      ...text,
      load: async () => {
        const handler = await text.load();
        return {
          ...handler,
          recipe: (input) => {
            seen[input.function] = input.settings;
            return handler.recipe(input);
          },
        };
      },
    };
    await statuses({ settings: { shade: 'dark' } });
    expect(seen).toEqual({ a: { shade: 'dark' }, b: {} });
  });

  test('a wrong setting fails its function, the other goes on; check says it in a line', async () => {
    expect(await statuses({ settings: { shape: 'round' } })).toEqual([
      ['a', 'failed', false],
      ['b', 'started', true],
    ]);
    const { functions } = await check(choosing({ settings: { shape: 'round' } }));
    const unknown = { code: 'unknown-setting', facts: { names: ['shape'] } };
    expect(functions[0]?.findings).toMatchObject([{ code: 'source-unusable', facts: { error: unknown } }]);
    const other = await check(choosing({ runtime: 'deno', settings: {} }));
    const missing = { code: 'runtime-not-installed', facts: { runtime: 'deno' } };
    expect(other.functions[0]?.findings).toMatchObject([{ code: 'source-unusable', facts: { error: missing } }]);
  });

  test('a name without a directory is a warning', async () => {
    await up(project.context({ functions: new Map([['ghost', { settings: {} }]]) }));
    expect(project.events).toContainEqual({
      type: 'warning',
      function: 'ghost',
      notice: { code: 'no-directory', facts: { known: ['a', 'b'] } },
    });
  });
});

describe('certificates of the host in functions', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
    project.write('a', 'one');
    project.write('b', 'one');
  });
  afterEach(() => project.close());

  const a = (ca: boolean) => new Map([['a', { settings: {}, ca }]]);
  const host = (pem: string) => ({ ca: Buffer.from(pem) });

  test('the flag gives them to all functions, the project file decides for one; other certificates replace, and build nothing', async () => {
    const run = async (settings: Parameters<Project['context']>[0]) => {
      const { functions } = await check(project.context(settings));
      const drift = functions.filter(({ findings }) => findings.some(({ ok }) => !ok)).map(({ function: fn }) => fn);
      const done = await up(project.context(settings));
      return [drift, ...done.functions.map(({ status, built }) => `${status}${built ? ', built' : ''}`)];
    };
    await up(project.context());
    expect(await run({ functions: a(true) })).toEqual([['a'], 'updated', 'unchanged']);
    expect(await run({ functions: a(true) })).toEqual([[], 'unchanged', 'unchanged']);
    expect(await run({ functions: a(true), host: host('others') })).toEqual([['a'], 'updated', 'unchanged']);
    expect(await run({ functions: a(false), functionCa: true })).toEqual([['a', 'b'], 'updated', 'updated']);
    expect(await run({ functions: a(false) })).toEqual([['b'], 'unchanged', 'updated']);
  });
});
