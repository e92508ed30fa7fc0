/** When the engine is asked whom to call. */
import { expect, it } from 'vitest';
import { ConnectError } from './connect.js';
import { callRouter, type Whom } from './whom.js';

const here: Whom = { host: '127.0.0.1', root: 'old' };
const there: Whom = { host: 'build.example', root: 'old' };
const refused = new ConnectError('connect', new Error('refused'));
const distrusted = new ConnectError('tls', Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }));

/** Calls, and lists whom; the first `errors.length` calls fail. */
async function trace(remembered: Whom | undefined, now: Whom, ...errors: Error[]) {
  const steps: unknown[] = [];
  const ask = async () => {
    steps.push('ask');
    return now;
  };
  const call = async (whom: Whom) => {
    steps.push(whom);
    const error = errors.shift();
    if (error !== undefined) throw error;
  };
  await callRouter(remembered, ask, call).catch((error: unknown) => steps.push(error));
  return steps;
}

it('asks only for what is not remembered', async () => {
  expect(await trace(here, there)).toEqual([here]);
  expect(await trace(undefined, here)).toEqual(['ask', here]);
});

it('tries the engine’s machine when the remembered address does not answer', async () => {
  expect(await trace(here, there, refused)).toEqual([here, 'ask', there]);
  expect(await trace(here, there, refused, refused)).toEqual([here, 'ask', there, refused]);
});

it('does not dial the same address twice', async () => {
  expect(await trace(here, { ...here, root: 'new' }, refused)).toEqual([here, 'ask', refused]);
});

it('takes the present root certificate when the remembered one has not signed', async () => {
  const now = { ...here, root: 'new' };
  expect(await trace(here, now, distrusted)).toEqual([here, 'ask', now]);
});

it('passes on everything else', async () => {
  const other = new Error('no answer');
  expect(await trace(here, there, other)).toEqual([here, other]);
});
