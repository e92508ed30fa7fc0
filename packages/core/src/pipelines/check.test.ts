/**
 * `check` with the in-memory engine: its findings, and that it changes nothing.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { containerNamed } from '../fakes/world.js';
import { check } from './check.js';
import { down } from './down.js';
import { up } from './up.js';

let project: Project;

beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

const SOUND = ['✓ source-matches', '✓ container-running', '✓ image-matches'];

/** The lines of one function, as they are printed. */
const linesOf = async (fn: string): Promise<string[]> => {
  const { functions } = await check(project.context());
  const findings = functions.find((one) => one.function === fn)?.findings ?? [];
  return findings.map((finding) => `${finding.ok ? '✓' : '✗'} ${codedText(finding)}`);
};

const container = () => {
  const found = containerNamed(project.world, 'smolfaas-func-a');
  if (!found) throw new Error('no container');
  return found;
};

test('a sound function is three lines', async () => {
  const outcome = await check(project.context());
  expect(outcome).toMatchObject({ general: [], attention: 0 });
  expect(outcome.runInProgress).toBeUndefined();
  expect(await linesOf('a')).toEqual(SOUND);
  expect(project.newEffects()).toEqual([]);
});

test('changed source', async () => {
  project.write('a', 'other');
  expect(await linesOf('a')).toEqual(['✗ source-changed', ...SOUND.slice(1)]);
  expect(await check(project.context())).toMatchObject({ attention: 1 });
});

test('another version of the runtime', async () => {
  project.runtimes[0] = textRuntime('text', 'main.txt', '2.0.0');
  expect(await linesOf('a')).toContain('✗ recipe-changed');
});

test('a function that was never built, and one that cannot be', async () => {
  project.write('b', 'one');
  project.write('Bad', 'one');
  mkdirSync(`${project.functionsDir}/c`);
  expect(await linesOf('b')).toEqual(['✗ not-built']);
  expect(await linesOf('Bad')).toEqual(['✗ source-unusable error=bad-function-name']);
  expect(await linesOf('c')).toEqual(['✗ source-unusable error=no-runtime']);
  expect(await check(project.context())).toMatchObject({ attention: 3 });
});

test('containers that do not run as they should', async () => {
  Object.assign(container(), { state: 'exited', exitCode: 137, oomKilled: true });
  expect(await linesOf('a')).toContain('✗ container-not-running state=exited exitCode=137 oomKilled=true');
  Object.assign(container(), { state: 'paused', oomKilled: false });
  expect(await linesOf('a')).toContainEqual(expect.stringMatching(/^✗ container-not-running state=paused/));
  Object.assign(container(), { state: 'running', networks: [] });
  expect(await linesOf('a')).toContain('✗ container-not-on-network network=smolfaas');
});

test('containers of another image, and images that are gone', async () => {
  const { imageId } = container();
  project.world.images.set('other', { id: 'other', tags: [], labels: {} });
  container().imageId = 'other';
  expect(await linesOf('a')).toContain('✗ image-differs');
  project.world.images.delete(imageId);
  expect(await linesOf('a')).toContain('✗ image-missing');
});

test('after down: not running, and the router is missing', async () => {
  await down(project.context(), { names: [], force: false });
  const outcome = await check(project.context());
  expect(await linesOf('a')).toEqual([SOUND[0], '✗ container-not-running', SOUND[2]]);
  expect(outcome.general).toEqual([{ ok: false, code: 'router-missing', facts: {} }]);
});

test('a missing route, a wrong one, and a configuration changed by hand', async () => {
  const table = { addr: 'fn.localhost', httpsPort: 443, namesFunctions: true as const };
  project.world.routes = { table: { ...table, routes: [] }, intact: true };
  expect(await linesOf('a')).toEqual([...SOUND, '✗ route-missing']);
  project.world.routes = { table: { ...table, routes: [{ function: 'a', upstream: 'x' }] }, intact: false };
  expect(await linesOf('a')).toEqual([...SOUND, '✗ route-elsewhere upstream=x']);
  const { general } = await check(project.context());
  expect(general.map(({ code }) => code)).toEqual(['router-config-differs']);
});

test('a directory that is gone', async () => {
  project.drop('a');
  expect(await linesOf('a')).toEqual(['✗ source-gone function=a', ...SOUND.slice(1)]);
});

test('without a database, what runs is compared by its labels', async () => {
  project.world.databases.clear();
  expect(await linesOf('a')).toEqual(['✗ not-recorded', '✓ container-running']);
  project.write('a', 'other');
  expect(await linesOf('a')).toContain('✗ source-changed');
});

test('a run in progress is noted, and not waited for', async () => {
  project.world.locks.set(project.stateDb, { pid: 812, verb: 'up', since: 0 });
  expect(await check(project.context())).toMatchObject({ runInProgress: { pid: 812, verb: 'up' }, attention: 0 });
});

test('a fresh project has nothing but functions that are not built', async () => {
  const fresh = makeProject();
  fresh.write('a', 'one');
  expect(await check(fresh.context())).toEqual({
    functions: [{ function: 'a', findings: [{ ok: false, code: 'not-built', facts: {} }] }],
    general: [],
    attention: 1,
  });
  fresh.close();
});

test('an unreadable ignore file is a line, not the end', async () => {
  rmSync(`${project.functionsDir}/a/main.txt`);
  writeFileSync(`${project.functionsDir}/a/.dockerignore`, '[');
  expect((await linesOf('a'))[0]).toBe('✗ source-unusable error=ignore-file-unusable');
});

describe('a source that up has rejected', () => {
  const REJECTED: unknown = expect.stringMatching(/^✗ source-rejected /);
  const rejection = async (fn = 'a') =>
    (await check(project.context())).functions
      .find((one) => one.function === fn)
      ?.findings.flatMap((finding) => (finding.code === 'source-rejected' ? [finding.facts] : []));

  test('is named with time, code and reason, in place of the advice to build it', async () => {
    project.write('a', 'two!');
    project.world.brokenBuilds.add('a');
    const begin = Date.now();
    await up(project.context());
    expect(await linesOf('a')).toEqual([REJECTED, ...SOUND.slice(1)]);
    expect(await rejection()).toEqual([
      { code: 'build-failed', reason: { code: 'build-failed', facts: {} }, at: expect.any(Number) },
    ]);
    expect((await rejection())?.[0]?.at).toBeGreaterThanOrEqual(begin);
    expect(await check(project.context())).toMatchObject({ attention: 1 });
  });

  test('that never ran is one line', async () => {
    project.write('b', 'one');
    project.world.brokenBuilds.add('b');
    await up(project.context());
    expect(await linesOf('b')).toEqual([REJECTED]);
  });

  test('is forgotten with other source, when the former source is back, and when it works', async () => {
    project.write('a', 'two!');
    project.world.brokenBuilds.add('a');
    await up(project.context());
    project.write('a', 'three');
    expect(await linesOf('a')).toEqual(['✗ source-changed', ...SOUND.slice(1)]);
    project.write('a', 'one');
    expect(await linesOf('a')).toEqual(SOUND);
    project.newEffects();
    await up(project.context());
    expect(project.newEffects()).toContain('db lift-rejection a');
    project.write('a', 'two!');
    await up(project.context());
    project.world.brokenBuilds.delete('a');
    await up(project.context());
    expect(await linesOf('a')).toEqual(SOUND);
    expect(project.world.databases.get(project.stateDb)?.rejections.size).toBe(0);
  });

  test('is the one that was built, when it changed while up went on', async () => {
    project.write('a', 'two!');
    project.world.brokenBuilds.add('a');
    project.world.onEffect = (effect) => effect === 'db stat-cache a' && project.write('a', 'three');
    await up(project.context());
    expect(await linesOf('a')).toEqual([REJECTED, ...SOUND.slice(1)]);
    project.write('a', 'two!');
    expect(await linesOf('a')).toEqual(['✗ source-changed', ...SOUND.slice(1)]);
  });

  test('stays so when up fails again, for another reason', async () => {
    project.write('a', 'two!');
    project.world.brokenBuilds.add('a');
    await up(project.context());
    const [before] = (await rejection()) ?? [];
    await up(project.context({ buildTimeoutMs: 1 }));
    expect(await rejection()).toEqual([before]);
  });

  test('is only so under the recipe that it was tried with', async () => {
    project.write('a', 'two!');
    project.world.brokenBuilds.add('a');
    await up(project.context());
    project.runtimes[0] = textRuntime('text', 'main.txt', '2.0.0');
    expect(await linesOf('a')).toContain('✗ source-changed');
  });

  test('under a new recipe is named beside a source that did not change', async () => {
    project.runtimes[0] = textRuntime('text', 'main.txt', '2.0.0');
    project.world.brokenBuilds.add('a');
    await up(project.context());
    expect(await linesOf('a')).toEqual([SOUND[0], REJECTED, ...SOUND.slice(1)]);
  });

  test('a version that ran before, and now does not, is none', async () => {
    Object.assign(container(), { state: 'exited', exitCode: 1 });
    project.world.behaviours.set('a', 'exits');
    await up(project.context({ readyTimeoutMs: 300 }));
    expect(await linesOf('a')).toEqual([SOUND[0], '✗ container-not-running state=exited exitCode=1', SOUND[2]]);
  });

  test.each<[string, boolean, (dir: string) => Partial<Parameters<Project['context']>[0]>]>([
    ['a build that was too slow', false, () => ({ buildTimeoutMs: 1 })],
    ['a version that exits at once', true, () => (project.world.behaviours.set('a', 'exits'), { readyTimeoutMs: 300 })],
  ])('%s: %s', async (_, rejects, settings) => {
    project.write('a', 'two!');
    await up(project.context(settings(project.functionsDir)));
    expect((await linesOf('a'))[0]).toEqual(rejects ? REJECTED : '✗ source-changed');
  });

  test('goes with the function, and with the last directory', async () => {
    project.write('b', 'one');
    project.world.brokenBuilds.add('b');
    await up(project.context());
    project.drop('b');
    await up(project.context());
    expect(project.world.databases.get(project.stateDb)?.rejections.size).toBe(0);
  });
});
