/**
 * Port, timeout and further addresses of functions with the in-memory engine: what `up` routes, and
 * the drift that `check` finds.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import type { FunctionChoice } from '../contract/settings.js';
import type { Settings } from '../contract/settings.js';
import { hostUrl } from '../routes/route-table.js';
import { check } from './check.js';
import { down } from './down.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
  project.write('a', 'one');
  project.write('b', 'one');
});
afterEach(() => project.close());

const choosing = (choices: Readonly<Record<string, Partial<FunctionChoice>>>): Partial<Settings> => ({
  functions: new Map(Object.entries(choices).map(([fn, choice]) => [fn, { settings: {}, ...choice }])),
});
const routes = () => project.world.routes?.table.routes;
const statuses = async (changes: Partial<Settings>) =>
  Object.fromEntries((await up(project.context(changes))).functions.map((fn) => [fn.function, fn.status]));
const codes = async (changes: Partial<Settings>) => {
  const { functions, general } = await check(project.context(changes));
  return [...functions.flatMap(({ findings }) => findings), ...general].flatMap(({ ok, code }) => (ok ? [] : [code]));
};

test('a port is part of the upstream; a change replaces this container only', async () => {
  expect(await statuses({})).toEqual({ a: 'started', b: 'started' });
  const before = routes();
  const changed = choosing({ a: { port: 3000 } });
  expect(await codes(changed)).toEqual(['container-settings-changed']);
  expect(await statuses(changed)).toEqual({ a: 'updated', b: 'unchanged' });
  expect(routes()).toMatchObject([{ upstream: expect.stringMatching(/^smolfaas-func-a\.g2-.*:3000$/) }, before?.[1]]);
  expect(await codes(changed)).toEqual([]);
  project.newEffects();
  expect(await statuses(changed)).toEqual({ a: 'unchanged', b: 'unchanged' });
  expect(project.newEffects()).toEqual([]);
});

test('a version that fails leaves the old one routed at its own port', async () => {
  await up(project.context(choosing({ a: { port: 3000 } })));
  const before = routes();
  project.world.behaviours.set('a', 'silent');
  expect(await statuses({ ...choosing({ a: { port: 4000 } }), readyTimeoutMs: 50 })).toMatchObject({ a: 'failed' });
  expect(routes()).toEqual(before);
});

test('timeouts and further addresses are routed without a new container', async () => {
  await up(project.context());
  const changed = choosing({
    a: {
      timeoutMs: 500,
      routes: [
        { host: 'shop.localhost', path: '' },
        { host: 'fn.localhost', path: '/api', strip: true },
      ],
    },
  });
  expect(await codes(changed)).toEqual(['route-settings-differ']);
  expect(await statuses(changed)).toEqual({ a: 'unchanged', b: 'unchanged' });
  expect(routes()?.[0]).toMatchObject({
    timeoutMs: 500,
    further: [
      { path: '/api', strip: true },
      { host: 'shop.localhost', path: '' },
    ],
  });
  expect(await codes(changed)).toEqual([]);
  await down(project.context(changed), { names: ['b'], force: false });
  expect(routes()).toMatchObject([{ function: 'a', timeoutMs: 500 }]);
});

test('check finds a router that serves HTTP, or names functions, against the settings', async () => {
  await up(project.context());
  expect(await codes({ plainHttp: true })).toEqual(['plain-http-differs']);
  expect(await codes({ bind: ['0.0.0.0'] })).toContain('names-functions-differs');
  await up(project.context({ plainHttp: true }));
  expect(await codes({ plainHttp: true })).toEqual([]);
  expect(await codes({})).toEqual(['plain-http-differs']);
});

test('the router of the first run has all names; those of later functions have one container', async () => {
  const names = () => [...project.world.containers.values()].filter(({ name }) => name.includes('-names.'));
  await up(project.context());
  expect(names()).toEqual([]);
  for (const fn of ['c', 'd']) {
    project.write(fn, 'one');
    project.newEffects();
    await up(project.context());
  }
  expect(project.newEffects()).toContain('names c d');
  expect(names()).toMatchObject([{ aliases: ['c', 'd'], labels: { 'dev.smolfaas.role': 'names' } }]);
  await up(project.context());
  expect(project.newEffects()).toEqual([]);
  expect(await codes({})).toEqual([]);
  for (const { id } of names()) project.world.containers.delete(id);
  expect(await codes({})).toEqual(['names-missing']);
  await down(project.context(), { names: [], force: false });
  await up(project.context());
  expect(names()).toEqual([]);
});

test('a function has a URL at a host name of its own, where clients accept a certificate for it', () => {
  expect(hostUrl({ addr: 'fn.localhost', httpsPort: 443 }, 'a')).toBe('https://a.fn.localhost/');
  expect(hostUrl({ addr: 'my.test', httpsPort: 8443 }, 'a')).toBe('https://a.my.test:8443/');
  for (const addr of ['localhost', '127.0.0.1', '[::1]'])
    expect(hostUrl({ addr, httpsPort: 443 }, 'a')).toBeUndefined();
});
