/**
 * The output of running steps, and how the error of a failed one gets it.
 */
import { expect, test } from 'vitest';
import type { BuildEvent } from '../contract/buildkit-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import { stepOutput, withDecisiveLines, withWholeOutput } from './step-output.js';

const line = (step: number, text: string): BuildEvent => ({ type: 'log', step, name: `step ${step}`, line: text });
const ended = (step: number, status: 'done' | 'failed'): BuildEvent => ({
  type: 'step',
  step,
  name: `step ${step}`,
  status,
});
const failed = (step: string, ...log: string[]) =>
  new SmolfaasError('build-step-failed', { function: 'a', step, exitCode: 2, log }, { cause: 'daemon' });

test('each step has its own lines; those of one that succeeded are dropped', () => {
  const output = stepOutput();
  const events = [line(1, 'a'), line(2, 'b'), line(1, 'c'), ended(2, 'done'), ended(1, 'failed')];
  for (const event of events) output.take(event);
  output.take({ type: 'warning', message: 'x' });
  expect([output.of('step 1'), output.of('step 2')]).toEqual([['a', 'c'], undefined]);
});

test('a step that prints very much loses its oldest lines', () => {
  const output = stepOutput(100, 20);
  for (let at = 0; at < 1_000; at += 1) output.take(line(1, String(at).padStart(10, '0')));
  const kept = output.of('step 1') ?? [];
  expect(kept.at(-1)).toBe('0000000999');
  expect(kept.length).toBeGreaterThanOrEqual(10);
  expect(kept.length).toBeLessThanOrEqual(12);
});

test('an error has all lines of its step while hints look at it, and the decisive ones in the end', () => {
  const output = stepOutput();
  output.take(line(1, 'src/a.ts(1,2): error TS1: x'));
  for (let at = 0; at < 100; at += 1) output.take(line(1, `line ${at}`));
  const whole = withWholeOutput(failed('step 1', 'line 98', 'line 99'), output);
  expect(whole).toMatchObject({ facts: { exitCode: 2, log: { length: 101 } }, cause: 'daemon' });
  const told = withDecisiveLines(whole);
  expect(told).toMatchObject({
    facts: { step: 'step 1', exitCode: 2, gaps: [{ before: 4, lines: 77 }] },
    cause: 'daemon',
  });
  expect(told).toHaveProperty('facts.log.0', 'src/a.ts(1,2): error TS1: x');
  expect(told).toHaveProperty('facts.log.length', 24);
});

test('an error whose step printed nothing, and every other error, is unchanged', () => {
  const output = stepOutput();
  output.take(line(1, 'a'));
  const [copy, other] = [failed('step 2', 'no such file'), new Error('x')];
  expect(withWholeOutput(copy, output)).toBe(copy);
  expect([withWholeOutput(other, output), withDecisiveLines(other)]).toEqual([other, other]);
  expect(withDecisiveLines(copy)).toMatchObject({ facts: { log: ['no such file'] } });
});
