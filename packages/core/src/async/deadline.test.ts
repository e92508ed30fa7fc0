import { expect, it } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import { deadline } from './deadline.js';

it('ends in the error it was given, not in a bare TimeoutError', async () => {
  const reason = new SmolfaasError('router-unreachable', { name: 'r', message: 'no end' });
  const signal = deadline(5, reason);
  expect(signal.aborted).toBe(false);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  expect(() => signal.throwIfAborted()).toThrow(reason);
});
