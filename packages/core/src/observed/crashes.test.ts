import { expect, test } from 'vitest';
import type { ContainerCrash } from '../contract/function-manager.js';
import type { ContainerDetails } from '../contract/observed.js';
import { judgeCrashes } from './crashes.js';

const READY = { instance: 1, containerId: 'c', restarts: 1, startedAt: 10_000 };
const details: ContainerDetails = {
  aliases: {},
  memoryBytes: 512 * 2 ** 20,
  restartsItself: true,
  restarts: 1,
  startedAt: 9_000,
};
const crash: ContainerCrash = { containerId: 'c', at: 20_000, ended: true, oomKilled: false, exitCode: 3 };
const judge = (change: Partial<ContainerDetails>, ...crashes: readonly ContainerCrash[]) =>
  judgeCrashes({ id: 'c', details: { ...details, ...change } }, READY, crashes);

test('what was before it was ready does not count', () => {
  expect(judge({})).toBeUndefined();
  expect(judge({}, { ...crash, at: 9_999, ended: false, oomKilled: true })).toBeUndefined();
});

test('restarts since then, explained by the last event', () => {
  const other = { ...crash, containerId: 'other', at: 30_000 };
  expect(judge({ restarts: 3 }, { ...crash, exitCode: 1 }, crash, other)).toEqual({
    restarts: 2,
    starved: 0,
    last: crash,
    memoryLimit: 512 * 2 ** 20,
  });
});

test('restarts whose events the engine has forgotten', () => {
  expect(judge({ restarts: 2 })).toEqual({ restarts: 1, starved: 0, memoryLimit: 512 * 2 ** 20 });
});

test('a restart by hand begins a new count', () => {
  const byHand = { restarts: 0, startedAt: 25_000 };
  expect(judge(byHand, crash)).toBeUndefined();
  expect(judge(byHand, { ...crash, at: 26_000, ended: false, oomKilled: true })).toMatchObject({ starved: 1 });
});
