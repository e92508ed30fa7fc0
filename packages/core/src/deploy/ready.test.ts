/**
 * Waiting for an answer: real time, and a container whose probes follow a script.
 */
import { expect, test } from 'vitest';
import type { ProbeResult } from '../contract/caddy-manager.js';
import type { Diagnosis } from '../contract/function-manager.js';
import type { Waiting } from '../contract/readiness.js';
import { type ReadyRequest, type ReadyTools, waitUntilReady } from './ready.js';

const request: ReadyRequest = { function: 'a', containerId: 'c', upstream: 'a.g1', timeoutMs: 600, answers: 2 };
const refused: ProbeResult = { kind: 'refused', detail: 'connection refused' };
const ok: ProbeResult = { kind: 'answered', status: 200 };
const alive: Diagnosis = { state: 'running', oomKilled: false, restarts: 0, log: ['hello'] };

/** The last probe of the script repeats. */
function tools(script: readonly ProbeResult[], changes: Partial<ReadyTools> = {}, diagnosis: Diagnosis = alive) {
  const probes: number[] = [];
  const waits: Waiting[] = [];
  const made: ReadyTools = {
    link: {
      probe: async () => {
        probes.push(Date.now());
        return script[Math.min(probes.length, script.length) - 1] ?? refused;
      },
    },
    functions: { diagnose: async () => diagnosis },
    now: Date.now,
    onWait: (waiting) => waits.push(waiting),
    signal: new AbortController().signal,
    ...changes,
  };
  return { probes, waits, made };
}

test('two answers, at least 0.2 s apart', async () => {
  const { probes, made } = tools([refused, ok]);
  expect(await waitUntilReady(request, made)).toBe(200);
  expect(probes).toHaveLength(3);
  expect((probes[2] ?? 0) - (probes[1] ?? 0)).toBeGreaterThanOrEqual(195);
});

test('one is enough for what serves already', async () => {
  const { probes, made } = tools([{ kind: 'answered', status: 500 }]);
  expect(await waitUntilReady({ ...request, answers: 1 }, made)).toBe(500);
  expect(probes).toHaveLength(1);
});

test('answers once and dies: not ready', async () => {
  const { made } = tools([ok, refused]);
  await expect(waitUntilReady(request, made)).rejects.toMatchObject({
    code: 'not-ready',
    facts: { function: 'a', seconds: 1, lastProbe: refused, diagnosis: { log: ['hello'] } },
  });
});

test('a container that exited is not waited for', async () => {
  const begin = Date.now();
  const { made } = tools([refused], {}, { ...alive, state: 'exited', exitCode: 1 });
  await expect(waitUntilReady({ ...request, timeoutMs: 10_000 }, made)).rejects.toMatchObject({
    facts: { diagnosis: { state: 'exited', exitCode: 1 } },
  });
  expect(Date.now() - begin).toBeLessThan(2_500);
});

test('says from time to time that it waits, and why', async () => {
  let at = 0;
  const { waits, made } = tools([refused, refused, refused, ok], { now: () => (at += 2_000) });
  await waitUntilReady({ ...request, timeoutMs: 600_000 }, made);
  expect(waits[0]).toEqual({ probe: refused, elapsed: { seconds: expect.any(Number), ofSeconds: 600 } });
});

test('an interrupt ends the wait with its reason', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('stop')), 50);
  const { made } = tools([refused], { signal: controller.signal });
  await expect(waitUntilReady({ ...request, timeoutMs: 10_000 }, made)).rejects.toThrow('stop');
});
