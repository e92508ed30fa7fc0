/**
 * A recorded run for the golden tests of the displays: two concurrent builds, a cached step, log
 * lines with escape sequences, a warning, a failure. Times are milliseconds since the run began.
 */
import { type SmolfaasEvent, SmolfaasError } from '@smolfaas/core';

export interface TimedEvent {
  readonly at: number;
  readonly event: SmolfaasEvent;
}

function build(at: number, fn: string, event: Extract<SmolfaasEvent, { type: 'build' }>['event']): TimedEvent {
  return { at, event: { type: 'build', function: fn, event } };
}

const log = ['npm \u001b[31mERR!\u001b[0m code E404', 'npm ERR! 404 Not Found: left-pad@99'];

export const SAMPLE: readonly TimedEvent[] = [
  { at: 0, event: { type: 'engine', endpoint: 'unix:///var/run/docker.sock', version: '20.10.24' } },
  {
    at: 20,
    event: { type: 'plan', function: 'fn-a', action: 'build', reasons: [{ code: 'source-changed', facts: {} }] },
  },
  {
    at: 20,
    event: { type: 'plan', function: 'long-name', action: 'build', reasons: [{ code: 'not-built', facts: {} }] },
  },
  { at: 20, event: { type: 'plan', function: 'same', action: 'nothing', reasons: [] } },
  { at: 30, event: { type: 'function', function: 'same', phase: 'unchanged' } },
  { at: 40, event: { type: 'router', phase: 'starting' } },
  { at: 50, event: { type: 'function', function: 'fn-a', phase: 'building' } },
  { at: 60, event: { type: 'function', function: 'long-name', phase: 'building' } },
  build(70, 'fn-a', { type: 'step', step: 1, name: 'base node:24', status: 'cached' }),
  build(80, 'fn-a', { type: 'step', step: 2, name: 'npm ci', status: 'started' }),
  build(90, 'long-name', { type: 'step', step: 1, name: 'npm install', status: 'started' }),
  build(900, 'fn-a', { type: 'log', step: 2, name: 'npm ci', line: 'added 12 packages in 800ms' }),
  build(950, 'long-name', { type: 'log', step: 1, name: 'npm install', line: log[0] ?? '' }),
  {
    at: 960,
    event: {
      type: 'warning',
      function: 'fn-a',
      notice: { code: 'keys-included', facts: { paths: ['key.pem'] } },
    },
  },
  build(1280, 'fn-a', { type: 'step', step: 2, name: 'npm ci', status: 'done', ms: 1200 }),
  build(1290, 'fn-a', { type: 'step', step: 3, name: 'copy source', status: 'started' }),
  build(1400, 'long-name', { type: 'step', step: 1, name: 'npm install', status: 'failed', ms: 1310 }),
  {
    at: 1410,
    event: {
      type: 'failure',
      function: 'long-name',
      error: new SmolfaasError('build-step-failed', { function: 'long-name', step: 'npm install', exitCode: 1, log }),
      stillServing: { builtAt: new Date(1970, 0, 2, 2, 28).getTime() },
    },
  },
  { at: 1411, event: { type: 'function', function: 'long-name', phase: 'failed' } },
  build(1500, 'fn-a', { type: 'step', step: 3, name: 'copy source', status: 'done', ms: 210 }),
  { at: 1510, event: { type: 'function', function: 'fn-a', phase: 'built', ms: 1460 } },
  { at: 1520, event: { type: 'function', function: 'fn-a', phase: 'starting' } },
  { at: 2520, event: { type: 'function', function: 'fn-a', phase: 'ready', ms: 2500 } },
  { at: 2550, event: { type: 'router', phase: 'routes-pushed' } },
  { at: 2600, event: { type: 'function', function: 'fn-a', phase: 'replaced' } },
];
