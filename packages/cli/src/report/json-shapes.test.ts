/** What commands write with `--json` has the shape that docs/json.md documents, and no other key. */
import { readFileSync } from 'node:fs';
import type { FunctionStatus, InspectOutcome } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { bodyJson } from '../invoke/body-text.js';
import { outcomeJson } from '../invoke/outcome.js';
import { createTheme } from '../render/theme.js';
import { reportInspect } from './inspect.js';
import { psJson } from './ps.js';
import { watchJson } from './ps-watch.js';

const text = readFileSync(new URL('../../../../docs/json.md', import.meta.url), 'utf8');

/** The documented schema of a command. */
function shape(command: string) {
  const [, block = ''] = new RegExp(`^## ${command}\\n[\\s\\S]*?\`\`\`json\\n([\\s\\S]*?)\`\`\``, 'm').exec(text) ?? [];
  const schema = z.fromJSONSchema(JSON.parse(block));
  return (value: unknown) => schema.safeParse(JSON.parse(JSON.stringify(value)));
}

const status: FunctionStatus = {
  function: 'a',
  condition: 'crashed',
  exitCode: 1,
  oomKilled: true,
  runtime: 'node',
  generation: 1,
  contentHash: 'ab',
  instances: 1,
  startedAt: 1,
  restarts: 2,
  memory: { usedBytes: 1, limitBytes: 2 },
  url: 'https://fn.localhost/invoke/a',
  lastError: { code: 'crashed', facts: { restarts: 2, starved: 0, line: 'x' } },
  directoryGone: true,
};
const outcome = { functions: [status], router: 'running', runInProgress: { pid: 1, verb: 'up' } } as const;
const inspected: InspectOutcome = {
  status,
  directory: '/f/a',
  router: 'running',
  upstream: 'a.g1',
  image: { id: 'i', tags: ['t'], digests: [], bytes: 1 },
  runtimePackage: 'p',
  pins: { a: 'b' },
  settings: [{ name: 'env', value: ['PORT'], source: 'default' }],
  containers: [
    {
      id: 'c',
      name: 'n',
      state: 'running',
      exitCode: 0,
      generation: 1,
      instance: 1,
      serves: true,
      imageId: 'i',
      networks: ['n'],
      memoryBytes: 1,
      pids: 2,
      cpuShares: 3,
      restarts: 0,
      startedAt: 1,
      labels: { a: 'b' },
    },
  ],
  versions: [{ generation: 1, contentHash: 'ab', imageId: 'i', builtAt: 1 }],
  rejection: { code: 'build-failed', reason: { code: 'build-failed', facts: {} }, at: 1, contentHash: 'cd' },
};
const activity = new Map([['a', { cpuPercent: 1, requestsPerSecond: 2, p95Ms: 3 }]]);
const timing = { dnsMs: 0, connectMs: 1, tlsMs: 2, firstByteMs: 3, totalMs: 7 };
const call = { url: 'u', method: 'GET', status: 200, headers: [['A', 'b'] as const], bytes: 1, timing };

it.each<[string, unknown]>([
  ['ps', psJson(outcome, 0)],
  ['ps --watch', watchJson({ ...outcome, at: 1, activity })],
  ['inspect', reportInspect(inspected, { theme: createTheme(false), now: 0 }).json],
  ['invoke', outcomeJson(call, bodyJson(Buffer.from('x')))],
  ['invoke', outcomeJson(call, bodyJson(Buffer.from([255])))],
  ['url', { functions: [{ function: 'a', url: 'u' }] }],
  ['open', { function: 'a', url: 'u', opened: false }],
  ['env', { SMOLFAAS_URL: 'u' }],
])('%s', (command, document) => {
  expect(shape(command)(document)).toMatchObject({ success: true });
});

it('notices a key that is not documented', () => {
  expect(shape('ps')({ ...psJson(outcome, 0), more: 1 })).toMatchObject({ success: false });
});
