/** What is hidden in events, and when lines are held back. */
import { randomBytes } from 'node:crypto';
import { SmolfaasError, type SmolfaasEvent } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { Mask } from '../text/mask.js';
import { maskedEvents } from './masked-events.js';

const SECRET = 'S3CRET-of-the-build-0123456789';

function record(secrets: readonly string[] = [SECRET]) {
  const mask = new Mask();
  const seen: SmolfaasEvent[] = [];
  const { emit, flush } = maskedEvents(mask, (event) => seen.push(event));
  mask.learn(secrets);
  const print = (line: string, step = 1, fn = 'fn-a') =>
    emit({ type: 'build', function: fn, event: { type: 'log', step, name: 'RUN', line } });
  const lines = () =>
    seen.flatMap((event) => (event.type === 'build' && event.event.type === 'log' ? [event.event.line] : []));
  return { mask, seen, emit, flush, print, lines };
}

describe('maskedEvents', () => {
  it('shows a line at once, with its secrets hidden', () => {
    const { print, lines } = record();
    print(`token ${SECRET}, S3 and more`);
    expect(lines()).toEqual(['token ***, S3 and more']);
  });

  it('holds a line back while its end may be the beginning of a secret, and shows it whole when it was not', () => {
    const { print, lines } = record();
    print('the word S3CRET-of');
    expect(lines()).toEqual([]);
    print('the day');
    expect(lines()).toEqual(['the word S3CRET-of', 'the day']);
  });

  it.each([1, 2, 5, 7, 20, 29])('hides a secret that is wrapped after %i characters', (width) => {
    const { print, lines, flush } = record();
    for (const line of `it is: ${SECRET}`.match(new RegExp(`.{1,${width}}`, 'g')) ?? []) print(line);
    print('after it');
    flush();
    const left = lines()
      .join('')
      .replaceAll(/\*\*\*|\s/g, '');
    // A line that ends with at most three characters of the secret is not held back.
    expect(left.replace(/^itis:(S3?C?)afterit$/, 'itis:afterit')).toBe('itis:afterit');
    expect(lines().at(-1)).toBe('after it');
  });

  it('hides the wrapped base64 of a long key, line by line, without holding it back', () => {
    const key = randomBytes(2000).toString('base64');
    const { print, lines } = record([key]);
    const wrapped =
      Buffer.from(`${key}\n`)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    wrapped.forEach((line, index) => {
      print(line);
      // The very end may keep the line end that was encoded with the secret.
      expect(lines()[index]).toMatch(index === wrapped.length - 1 ? /^\*\*\*.?=*$/ : /^\*\*\*$/);
    });
    print('end');
    expect(lines().at(-1)).toBe('end');
  });

  it('keeps steps and functions apart, and shows what was held back before a step ends', () => {
    const { print, lines, emit, seen } = record();
    print('S3CRET-of', 1);
    print('-the-build-0123456789', 2);
    print('S3CRET-of', 1, 'fn-b');
    emit({ type: 'build', function: 'fn-a', event: { type: 'step', step: 1, name: 'RUN', status: 'failed' } });
    expect(lines()).toEqual(['***', 'S3CRET-of']);
    expect(seen.at(-1)).toMatchObject({ event: { type: 'step' } });
    emit({ type: 'function', function: 'fn-b', phase: 'built' });
    expect(lines()).toHaveLength(3);
  });

  it('hides secrets in errors: facts, message, stack and causes', () => {
    const { emit, seen } = record();
    const cause = new Error(`exit 1: ${SECRET}`);
    const log = ['a', SECRET.slice(0, 12), SECRET.slice(12)];
    const error = new SmolfaasError(
      'build-step-failed',
      { function: 'fn-a', step: 'RUN', log, exitCode: 1 },
      { cause },
    );
    emit({ type: 'failure', function: 'fn-a', error });
    const [event] = seen;
    if (event?.type !== 'failure') throw new Error('no failure');
    expect(event.error.facts).toEqual({ function: 'fn-a', step: 'RUN', log: ['a', '***', '***'], exitCode: 1 });
    expect(event.error.cause).toMatchObject({ message: 'exit 1: ***' });
    expect(`${event.error.message}${event.error.stack}${(event.error.cause as Error).stack}`).not.toMatch(
      /S3CRET|0123456789/,
    );
    expect(event.error).toBeInstanceOf(SmolfaasError);
  });

  it('passes everything on untouched as long as no secret is known', () => {
    const { emit, seen } = record([]);
    const event: SmolfaasEvent = {
      type: 'failure',
      function: 'x',
      error: new SmolfaasError('engine-not-found', { tried: [] }),
    };
    emit(event);
    expect(seen[0]).toBe(event);
  });
});
