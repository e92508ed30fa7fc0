/**
 * Which package is suggested for a function that no installed runtime builds any more.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { up } from './up.js';
import { lastRuntime, publishedPackage } from '../source/detect/last-runtime.js';

test('a linked runtime has no package that could be installed', () => {
  const runtime = textRuntime('zig', 'build.zig');
  expect(publishedPackage(runtime)).toBe('runtime-zig');
  expect(publishedPackage({ ...runtime, identity: 'sha256:abc' })).toBeUndefined();
});

describe('a function whose runtime was uninstalled', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
    project.write('a', 'one');
  });
  afterEach(() => project.close());

  const failure = async (...installed: ReturnType<typeof textRuntime>[]) => {
    const context = { ...project.context(), runtimes: installed };
    const [outcome] = (await up(context)).functions;
    return outcome?.error;
  };

  test('is told which package built it last', async () => {
    await up(project.context());
    const other = textRuntime('go', 'go.mod');
    expect(await failure(other)).toMatchObject({
      code: 'no-runtime',
      facts: { last: { runtime: 'text', package: 'runtime-text' } },
    });
    const context = project.context({ functions: new Map([['a', { runtime: 'text', settings: {} }]]) });
    const [named] = (await up({ ...context, runtimes: [other] })).functions;
    expect(named?.error).toMatchObject({ code: 'runtime-not-installed', facts: { package: 'runtime-text' } });
  });

  test('but not of one that is installed, or that no registry has', async () => {
    await up(project.context());
    const record = project.world.databases.get(project.stateDb)?.generations.get('a');
    expect(lastRuntime(record, [textRuntime('text', 'other.txt')])).toBeUndefined();
    expect(lastRuntime(undefined, [])).toBeUndefined();
    const linked = { ...textRuntime('text', 'main.txt', '2.0.0'), identity: 'sha256:abc' };
    project.write('a', 'two');
    await up({ ...project.context(), runtimes: [linked] });
    expect((await failure(textRuntime('go', 'go.mod')))?.facts).not.toHaveProperty('last');
  });
});
