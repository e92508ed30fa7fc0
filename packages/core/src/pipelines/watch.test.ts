/** `ps --watch` with the in-memory engine: samples, and what is a difference between two. */
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CaddyManager, RouterLink } from '../contract/caddy-manager.js';
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
  const requests: RouterLink['requests'] = () => {
    follows += 1;
    return Readable.from([]);
  };
  const link: CaddyManager['link'] = async (observed, signal) => {
    const found = await context.engine.router.link(observed, signal);
    return found && { ...found, requests };
  };
  const engine = { ...context.engine, router: { ...context.engine.router, link } };
  const samples = watch({ ...context, engine }, { names: [], intervalMs: 1 });
  await samples.next();
  await samples.next();
  await samples.next();
  await samples.return(undefined);
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
