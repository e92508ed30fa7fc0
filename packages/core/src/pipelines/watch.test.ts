/** `ps --watch` with the in-memory engine: samples, and what is a difference between two. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { up } from './up.js';
import { cpuShare, watch } from './watch.js';

let project: Project;

beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

test('one sample after the other; only the second has differences', async () => {
  const activities: unknown[] = [];
  for await (const { functions, activity } of watch(project.context(), { names: ['a'], intervalMs: 1 })) {
    expect(functions).toMatchObject([{ function: 'a', condition: 'running' }]);
    activities.push(activity.get('a'));
    if (activities.length === 2) break;
  }
  expect(activities[0]).toEqual({});
  expect(activities[1]).toMatchObject({ cpuPercent: expect.any(Number) });
  expect(project.newEffects()).toEqual([]);
});

test('requests are followed again after the log of the router has ended', async () => {
  const context = project.context();
  let follows = 0;
  const link = async (...args: Parameters<typeof context.engine.router.link>) => {
    const found = await context.engine.router.link(...args);
    return (
      found && {
        ...found,
        async *requests() {
          follows += 1;
        },
      }
    );
  };
  const engine = { ...context.engine, router: { ...context.engine.router, link } };
  let samples = 0;
  for await (const _sample of watch({ ...context, engine }, { names: [], intervalMs: 1 })) {
    samples += 1;
    if (samples === 3) break;
  }
  expect(follows).toBe(3);
});

test('the signal ends it', async () => {
  const controller = new AbortController();
  const samples = watch(project.context({}, controller.signal), { names: [], intervalMs: 60_000 });
  await samples.next();
  const next = samples.next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
});

test('CPU time per time', () => {
  const usage = (at: number, cpuNs: number) => ({ at, cpuNs, memoryBytes: 1 });
  expect(cpuShare(usage(2000, 1.5e9), usage(1000, 1e9))).toBe(0.5);
  expect(cpuShare(usage(2000, 1), undefined)).toBeUndefined();
  expect(cpuShare(usage(2000, 1), usage(2000, 0))).toBeUndefined();
  expect(cpuShare(usage(2000, 0), usage(1000, 5))).toBeUndefined();
});
