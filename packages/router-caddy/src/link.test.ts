/**
 * Tests what the link makes of a stream of requests that breaks off. A real engine breaks one off
 * only when it dies, so this engine is as small as the call.
 */
import { PassThrough } from 'node:stream';
import { isSmolfaasError } from '@smolfaas/core';
import { expect, test } from 'vitest';
import { createLink } from './link.js';
import type { RouterEngine } from './router-engine.js';

const ADDRESS = { name: 'router', token: 't', published: undefined, inside: () => Promise.reject(new Error('unused')) };

/** What reading the requests ends with, if their stream ends with `failure`. */
async function endOf(failure: Error, inspect: () => Promise<undefined>, signal = new AbortController().signal) {
  const stream = new PassThrough();
  const engine = { openExec: () => Promise.resolve(stream), inspect } as Partial<RouterEngine> as RouterEngine;
  const entries = createLink(ADDRESS, 'id', engine).requests({ tail: 1, follow: true }, signal);
  setImmediate(() => stream.destroy(failure));
  try {
    for await (const entry of entries) expect(entry).toBeUndefined();
    return undefined;
  } catch (end) {
    return end;
  }
}

test('a stream of requests that breaks off is an error of the router, or of the engine if that is gone', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const ended = await endOf(reset, () => Promise.resolve(undefined));
  expect(isSmolfaasError(ended, 'router-unreachable') && ended.facts).toEqual({
    name: 'router',
    message: 'read ECONNRESET',
  });
  const gone = new Error('engine-died');
  expect(await endOf(reset, () => Promise.reject(gone))).toBe(gone);
});

test('one that the caller ends is that, whatever the stream says', async () => {
  const reason = new Error('stopped');
  expect(await endOf(new Error('late'), () => Promise.resolve(undefined), AbortSignal.abort(reason))).toBe(reason);
});
