/**
 * What a wait remembers: probes that are cut short, and how processes ended.
 */
import { expect, test } from 'vitest';
import type { ProbeResult } from '../contract/caddy-manager.js';
import type { Diagnosis } from '../contract/function-manager.js';
import type { Waiting } from '../contract/readiness.js';
import { fullerProbe, probeTime, withEnding } from './last-known.js';
import { waitUntilReady } from './ready.js';

const closed: ProbeResult = { kind: 'closed', detail: 'EOF', http2: true };
const refused: ProbeResult = { kind: 'refused', detail: 'connection refused' };
const late = (ms: number): ProbeResult => ({ kind: 'timeout', detail: `no answer within ${ms} ms` });
const ok: ProbeResult = { kind: 'answered', status: 200 };

test('a probe gets the time that is left, the deciding ones at least a second', () => {
  expect([30_000, 700, 99, -5].map((left) => probeTime(refused, left))).toEqual([10_000, 700, 0, 0]);
  expect([30_000, 700, -5].map((left) => probeTime(undefined, left))).toEqual([10_000, 1_000, 1_000]);
  expect([30_000, 700, -5].map((left) => probeTime(ok, left))).toEqual([10_000, 1_000, 1_000]);
});

test.each([
  ['a probe that was cut short hides nothing', closed, late(150), 150, closed],
  ['nor the longer one before it', late(10_000), late(3_000), 3_000, late(10_000)],
  ['nor an answer', ok, late(1_000), 1_000, ok],
  ['a whole one counts', closed, late(10_000), 10_000, late(10_000)],
  ['anything else than a timeout counts', closed, refused, 150, refused],
  ['a server that listens now is news', refused, late(3_000), 3_000, late(3_000)],
  ['unless it had no time', refused, late(150), 150, refused],
])('%s', (_, before, now, timeoutMs, expected) => {
  expect(fullerProbe(before, now, timeoutMs)).toEqual(expected);
});

const running: Diagnosis = { state: 'running', oomKilled: false, restarts: 2, log: [] };

test('a process that runs again does not hide how the one before ended', () => {
  const ended: Diagnosis = { ...running, state: 'restarting', exitCode: 137, oomKilled: true };
  expect(withEnding(running, ended)).toEqual({ ...running, exitCode: 137, oomKilled: true });
  expect(withEnding({ ...running, exitCode: 3 }, ended)).toMatchObject({ exitCode: 3, oomKilled: false });
  expect(withEnding({ ...running, restarts: 0 }, ended)).not.toHaveProperty('exitCode');
  expect(withEnding(running, undefined)).toBe(running);
});

const waits: Waiting[] = [];

/** A wait by a clock that each probe advances by its script, until it fails. */
async function failureOf(
  probes: readonly [ProbeResult, ms: number][],
  diagnoses: readonly Diagnosis[],
  timeoutMs = 5_000,
) {
  let now = 0;
  let [probed, diagnosed] = [0, 0];
  const at = <T>(all: readonly T[], index: number): T => all[Math.min(index, all.length - 1)] as T;
  const tools = {
    link: {
      probe: async () => {
        const [result, ms] = at(probes, probed++);
        now += ms;
        return result;
      },
    },
    functions: { diagnose: async () => at(diagnoses, diagnosed++) },
    now: () => now,
    onWait: (waiting: Waiting) => waits.push(waiting),
    signal: new AbortController().signal,
  };
  const request = { function: 'a', containerId: 'c', upstream: 'u', timeoutMs, answers: 2 } as const;
  return await waitUntilReady(request, tools).catch((error: unknown) => error);
}

test('go-h2c-only: the last probe has no time, the ones before have shown HTTP/2', async () => {
  const alive = { ...running, restarts: 0 };
  expect(
    await failureOf(
      [
        [closed, 2_400],
        [closed, 2_400],
        [late(200), 200],
      ],
      [alive],
    ),
  ).toMatchObject({
    facts: { lastProbe: closed },
  });
});

test('crash loop: the exit code is known although the last look meets a running process', async () => {
  const looks: Diagnosis[] = [
    { ...running, state: 'restarting', restarts: 1, exitCode: 3 },
    { ...running, restarts: 2 },
    { ...running, restarts: 3 },
  ];
  expect(await failureOf([[refused, 1_100]], looks)).toMatchObject({
    facts: { diagnosis: { restarts: 3, exitCode: 3 } },
  });
});

test('crash loop: while it continues, the crashes are reported and not what probes see between them', async () => {
  waits.splice(0);
  await failureOf([[refused, 1_100]], [{ ...running, state: 'restarting', restarts: 1, exitCode: 3 }], 9_000);
  expect(waits).toMatchObject([{ crashed: { times: 1, exitCode: 3 }, elapsed: { seconds: 6 } }]);
});
