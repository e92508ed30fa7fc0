/** Flags of `logs`: what they mean, and what is refused. */
import { isSmolfaasError, type LogEntry } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { type LogFlags, logsRequest, sinceTime } from './logs-request.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const request = (flags: Partial<LogFlags>) => logsRequest([], { follow: false, access: true, ...flags }, NOW);
const entry = (text: string): LogEntry => ({
  type: 'output',
  function: 'web',
  time: '',
  generation: 1,
  instance: 1,
  stream: 'stdout',
  text,
});

it.each([
  ['10m', 600],
  ['2h', 7200],
  ['1h30m', 5400],
  ['1.5s', 1.5],
  ['1d', 86_400],
  ['2026-11-30T11:59:00Z', 60],
  ['2026-11-30T12:59:00+01:00', 60],
])('--since %s is %d seconds ago', (text, seconds) => {
  expect(sinceTime(text, NOW)).toBe(NOW - seconds * 1000);
});

it.each([
  [{ since: 'yesterday' }, '--since'],
  [{ since: '10' }, '--since'],
  [{ since: '10m ago' }, '--since'],
  [{ tail: '-1' }, '--tail'],
  [{ tail: 'many' }, '--tail'],
  [{ grep: '(' }, '--grep'],
  [{ only: 'functions' }, '--only'],
])('%j is refused', (flags, flag) => {
  let thrown: unknown;
  try {
    request(flags);
  } catch (error) {
    thrown = error;
  }
  expect(isSmolfaasError(thrown, 'bad-flag') && thrown.facts.flag).toBe(flag);
});

it('shows the last hundred entries, all with --tail all, and all since a time', () => {
  expect(request({}).tail).toBe(100);
  expect(request({ tail: '5' }).tail).toBe(5);
  expect(request({ tail: 'all' }).tail).toBeUndefined();
  expect(request({ since: '10m' })).toMatchObject({ sinceMs: NOW - 600_000 });
  expect(request({ since: '10m' }).tail).toBeUndefined();
  expect(request({ since: '10m', tail: '3' }).tail).toBe(3);
});

it('chooses kinds', () => {
  expect([...request({}).kinds]).toEqual(['function', 'access', 'build']);
  expect([...request({ access: false }).kinds]).toEqual(['function', 'build']);
  expect([...request({ only: 'build, access' }).kinds]).toEqual(['build', 'access']);
});

it('a pattern without capitals ignores case', () => {
  const accepts = (grep: string, text: string) => request({ grep }).accepts?.(entry(text));
  expect([accepts('error', 'ERROR: x'), accepts('Error', 'ERROR: x'), accepts('err.*x$', 'Error: x')]).toEqual([
    true,
    false,
    true,
  ]);
});
