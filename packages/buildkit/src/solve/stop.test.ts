import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { stopOn } from './stop.js';

test("a caller's signal stops with its reason; nothing is left on the signal afterwards", () => {
  const [caller, other] = [new AbortController(), new AbortController()];
  const stop = stopOn([caller.signal, undefined, other.signal], undefined);
  expect(stop.error('s')).toBeUndefined();
  caller.abort(new Error('why'));
  expect(stop.signal.aborted).toBe(true);
  expect(stop.error('compile')).toMatchObject({
    code: 'canceled',
    message: 'solve canceled during "compile"',
    cause: { message: 'why' },
  });
  stop.dispose();
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
});

test('a deadline stops with the step and the time; the first reason stays', async () => {
  const caller = new AbortController();
  const stop = stopOn([caller.signal], 10);
  await sleep(30);
  caller.abort();
  expect(stop.error(undefined)).toMatchObject({ code: 'deadline', details: { deadlineMs: 10 } });
  stop.dispose();
});

test('disposing ends what is pending and is not an error', () => {
  const stop = stopOn([], 60_000);
  stop.dispose();
  expect(stop.signal.aborted).toBe(true);
  expect(stop.error('s')).toBeUndefined();
});

test('a signal that fired before stops at once', () => {
  const stop = stopOn([AbortSignal.abort('early')], undefined);
  expect(stop.error(undefined)).toMatchObject({ code: 'canceled', cause: 'early' });
  stop.dispose();
});
