import { expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import type { ObservedContainer } from '../contract/observed.js';
import { retire } from './retire.js';

const old: ObservedContainer = {
  id: 'c',
  name: 'fn-a',
  state: 'running',
  imageId: '',
  labels: {},
  networks: [],
  ports: [],
};

/** Connections that end one after another; `log` records the order of events. */
function world(connections: number) {
  const log: string[] = [];
  let left = connections;
  return {
    log,
    functions: { remove: async (id: string, graceMs: number) => void log.push(`remove ${id}, ${graceMs / 1000} s`) },
    link: {
      connections: async () => {
        log.push(`${left} left`);
        return left === 0 ? 0 : left--;
      },
    },
    drainTimeoutMs: 15_000,
    now: Date.now,
    signal: new AbortController().signal,
  };
}

test('waits for open connections, then removes', async () => {
  const { log, ...tools } = world(2);
  await retire(old, 'a.g1', tools);
  expect(log).toEqual(['2 left', '1 left', '0 left', 'remove c, 10 s']);
});

test.each([
  [15, 10, 5],
  [60, 55, 5],
  [4, 2, 2],
  [1, 0, 1],
])(
  'of %d s with a stream that does not end, %d s pass before SIGTERM, %d s after it',
  async (timeout, before, after) => {
    const { log, ...tools } = world(1_000);
    let at = 0;
    const link = { connections: async () => (at += before * 1000) };
    await retire(old, 'a.g1', { ...tools, link, drainTimeoutMs: timeout * 1000, now: () => at });
    expect(log).toEqual([`remove c, ${after} s`]);
    expect(at).toBe(before * 1000);
  },
);

test('0 is at once, without SIGTERM', async () => {
  const { log, ...tools } = world(5);
  await retire(old, 'a.g1', { ...tools, drainTimeoutMs: 0 });
  expect(log).toEqual(['remove c, 0 s']);
});

test('has nothing to drain in a container that does not run, or without a router', async () => {
  const stopped = world(5);
  await retire({ ...old, state: 'exited' }, 'a.g1', stopped);
  const unrouted = world(5);
  await retire(old, 'a.g1', { ...unrouted, link: undefined });
  expect([stopped.log, unrouted.log]).toEqual([['remove c, 10 s'], ['remove c, 10 s']]);
});

test('a router that cannot be asked keeps nothing alive', async () => {
  const { log, ...tools } = world(0);
  const link = {
    connections: () => Promise.reject(new SmolfaasError('router-unreachable', { name: 'r', message: 'gone' })),
  };
  await retire(old, 'a.g1', { ...tools, link });
  expect(log).toEqual(['remove c, 10 s']);
});

test('an interrupt leaves the container to the next run', async () => {
  const { log, ...tools } = world(1_000);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('stop')), 20);
  await expect(retire(old, 'a.g1', { ...tools, signal: controller.signal })).rejects.toThrow('stop');
  expect(log.filter((line) => line.startsWith('remove'))).toEqual([]);
});
