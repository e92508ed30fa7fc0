/** What commands write with `--json` has the shape that docs/json.md documents, and no other key. */
import { readFileSync } from 'node:fs';
import {
  type CheckOutcome,
  type DownOutcome,
  type FunctionStatus,
  type InspectOutcome,
  type ListedProject,
  type LogEntry,
  SmolfaasError,
  type UpOutcome,
  type UpPreview,
} from '@smolfaas/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { bodyJson } from '../invoke/body-text.js';
import { outcomeJson } from '../invoke/outcome.js';
import { createTheme } from '../render/theme.js';
import type { collect } from '../session/attach.js';
import { reportCheck } from './check.js';
import { reportDown } from './down.js';
import { reportInspect } from './inspect.js';
import { reportPreview } from './preview.js';
import { reportProjects } from './projects.js';
import { psJson } from './ps.js';
import { watchJson } from './ps-watch.js';
import { reportUp } from './up.js';
import { reportWait } from './wait.js';

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

const theme = createTheme(false);
const error = new SmolfaasError('build-failed', { function: 'a', message: 'm' });
const settings = {
  addr: 'fn.localhost',
  httpPort: 80,
  httpsPort: 443,
  bind: ['127.0.0.1'],
  functionsDir: '/f',
} as unknown as Parameters<typeof reportUp>[1]['settings'];
const upped: UpOutcome = {
  functions: [
    {
      function: 'a',
      status: 'failed',
      runtime: 'node',
      url: 'u',
      hostUrl: 'h',
      imageId: 'i',
      contentHash: 'ab',
      generation: 1,
      built: false,
      ms: 1.5,
      error,
      stillServing: { builtAt: 1 },
    },
  ],
  empty: false,
  outside: ['b'],
  chosenBuilder: { kind: 'container', name: 'n', privileges: 'rootless' },
  remoteHost: 'far',
};
const reasons = [{ code: 'not-built', facts: {} }] as const;
const part = { action: 'nothing', reasons };
const build = { runtime: 'node', images: [{ reference: 'r', present: true }], downloads: ['u'] };
const preview: UpPreview = {
  functions: [{ function: 'a', action: 'build', reasons, orphan: false, serves: true, generation: 2, build, error }],
  network: part,
  router: part,
  builder: part,
  outside: ['b'],
  empty: false,
};
const version = { function: 'a', contentHash: 'ab', generation: 1 };
const checked: CheckOutcome = {
  functions: [
    {
      ...version,
      findings: [
        { ok: true, code: 'source-matches', facts: {} },
        { ok: false, code: 'source-changed', facts: {}, detail: ['x'] },
        { ok: false, code: 'source-unusable', facts: { error } },
        {
          ok: false,
          code: 'source-rejected',
          facts: { code: 'build-failed', reason: { code: 'build-failed', facts: {} }, at: 1 },
        },
      ],
    },
  ],
  general: [{ ok: false, code: 'router-missing', facts: {} }],
  attention: 1,
  chosenBuilder: { kind: 'address', address: 'tcp://far:1234' },
  builder: { name: 'n', state: 'exited', exitCode: 1, image: 'i', privileges: 'privileged', outdated: true },
  runInProgress: { pid: 1, verb: 'up' },
};
const downed: DownOutcome = { removed: [{ kind: 'container', name: 'n' }], failures: [error] };
const project: ListedProject = {
  id: 'i',
  name: 'n',
  functionsDir: '/f',
  gone: false,
  state: 'up',
  functions: { running: 1, all: 2 },
  urls: ['u'],
};
const entry = { function: 'a', time: '2026-01-01T00:00:00.000000000Z' };
const output: LogEntry = { type: 'output', ...entry, generation: 1, instance: 1, stream: 'stderr', text: 'x' };
const access: LogEntry = {
  type: 'access',
  ...entry,
  method: 'GET',
  target: '/',
  status: 200,
  ms: 1.2,
  bytes: 3,
  version: 'ab-g1',
};
const built: LogEntry = { type: 'build', ...entry, step: 'npm ci', text: 'x' };
const change: LogEntry = {
  type: 'change',
  ...entry,
  change: 'crashed',
  generation: 2,
  instance: 1,
  former: 1,
  exitCode: 137,
  oomKilled: true,
};
const executed: Awaited<ReturnType<typeof collect>> = {
  function: 'a',
  instance: 1,
  beside: false,
  exitCode: 0,
  stdout: 'x',
  stderr: '',
};

it.each<[string, unknown]>([
  ['up', reportUp(upped, { theme, settings, now: 0 }).json],
  ['up --dry-run', reportPreview(preview, { theme, settings }).json],
  ['check', reportCheck(checked, { theme, now: 0 }).json],
  ['wait', reportWait(version).json],
  ['down', reportDown(downed, { theme, everything: false }).json],
  ['projects', reportProjects([project], theme).json],
  ['logs', output],
  ['logs', access],
  ['logs', built],
  ['logs', change],
  ['exec', executed],
  ['ps', psJson(outcome, 0)],
  ['ps --watch', watchJson({ ...outcome, at: 1, activity })],
  ['inspect', reportInspect(inspected, { theme, now: 0 }).json],
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
