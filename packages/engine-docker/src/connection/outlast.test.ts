import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { outlast } from './outlast.js';

it('lets a step finish that was interrupted, and ends one that does not', async () => {
  const stop = new AbortController();
  const reason = new Error('stop');
  const short = outlast(stop.signal, () => sleep(80, 'done'), 500);
  const endless = outlast(
    stop.signal,
    (late) => new Promise((_, reject) => late.addEventListener('abort', () => reject(late.reason))),
    150,
  );
  stop.abort(reason);
  expect(await short).toBe('done');
  await expect(endless).rejects.toBe(reason);
});

it('begins nothing once it is too late', async () => {
  const reason = new Error('stop');
  let begun = false;
  const step = () => {
    begun = true;
    return Promise.resolve();
  };
  await expect(outlast(AbortSignal.abort(reason), step)).rejects.toBe(reason);
  expect(begun).toBe(false);
});
