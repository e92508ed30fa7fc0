/**
 * `smolfaas logs` on one project: what it shows of functions, requests and builds, in which order and for which flags; and what
 * it follows: a replacement, a crash, a new function, a slow reader.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CliRun } from './harness/cli.js';
import { nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';

/** Prints lines for `/burst?<count>` as fast as it can, each with its number and a long text; ends for `/die`. */
const script = (version: string) => `
const { writeSync } = require('node:fs');
console.log('up ${version}');
console.error('on stderr');
console.log('\\u001b[31mred\\u001b[0m\\u001b]0;title\\u0007');
console.log('é'.repeat(8200));
require('node:http').createServer((request, response) => {
  const [path, query = ''] = request.url.split('?');
  if (path === '/die') process.exit(3);
  if (path === '/say') console.log('said ' + query);
  if (path === '/burst') for (let n = 0; n < Number(query); n++) print('burst ' + n + ' ' + 'x'.repeat(1000) + ' end\\n');
  response.end('${version}');
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => { console.log('bye ${version}'); process.exit(0); });
/** The pipe may be full; then the engine reads it soon. */
function print(text) {
  for (let bytes = Buffer.from(text); bytes.length > 0; )
    try { bytes = bytes.subarray(writeSync(1, bytes)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
}
`;

/** Builds with output, not from a cache, and prints nothing. */
const BUILT = {
  'package.json': JSON.stringify({ name: 'fn', private: true, scripts: { build: 'node build.js' } }),
  'build.js': `console.log('built with care'); // ${Date.now()}`,
  'index.js': "require('node:http').createServer((_, response) => response.end('ok')).listen(8000, '0.0.0.0');",
};

/** In MB; three functions print 25 MB together, which as entries would take more. */
const LESS_THAN_A_BURST = 20;

/** The router repeats a request that was not answered, so a function may crash several times. */
const AGAIN = ['-- restarted: g2 --', 'up v2', '-- crashed: g2, exit code 3 --'];

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeScript(script('v1')));
  await project.write('api', nodeScript(script('v1')));
  await project.write('built', BUILT);
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

/** Stdout of a run that succeeds. */
async function logs(...args: readonly string[]): Promise<string> {
  return (await project.expectRun(0, 'logs', ...args)).stdout;
}

/** The values of `--json`. */
async function entries(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const text = await logs('--json', ...args);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line): Record<string, unknown> => JSON.parse(line));
}

/** Ends a run as Ctrl-C does, and returns what it printed. */
async function interrupted(run: CliRun) {
  run.process.kill('SIGINT');
  return await run.result;
}

it('shows output, requests and builds, by time, with the name of each function', async () => {
  await project.call('/invoke/web/say?token=canary&b=2', { headers: { authorization: 'Bearer canary' } });
  const all = await logs();
  expect(all).toMatch(/^web {3}│ up v1$/m);
  expect(all).toMatch(/^web {3}│ on stderr$/m);
  expect(all).toMatch(/^web {3}│ red$/m);
  expect(all).toMatch(/^web {3}→ GET \/invoke\/web\/say\?token=\*\*\*&b=2 200 [\d.]+ ms 2 B [0-9a-f]{12}-g1$/m);
  expect(all).toMatch(/^built # .*: built with care$/m);
  expect(all).not.toMatch(/→.*canary|\u001b/);
  const times = (await entries('--tail', 'all')).map(({ time }) => String(time));
  expect(times).toEqual(times.toSorted());
  expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
});

it('keeps a line whole that the engine has split', async () => {
  const long = (await entries('web', '--only', 'function')).filter(({ text }) => String(text).startsWith('é'));
  expect(long.map(({ text }) => text)).toEqual(['é'.repeat(8200)]);
});

it('chooses by function, time, number, pattern and kind', async () => {
  await project.call('/invoke/api/say?one');
  await project.call('/invoke/api/say?two');
  expect(await logs('functions/api', '--tail', '1', '--only', 'function', '--no-prefix')).toBe('said two\n');
  expect(await logs('api', '--grep', 'said', '--only', 'function', '--tail', '1')).toBe('api   │ said two\n');
  expect(await logs('--grep', 'SAID', '--tail', 'all')).toBe('');
  expect(await logs('api', '--since', '2026-01-01T00:00:00Z', '--grep', '^up')).toBe('api   │ up v1\n');
  expect(await logs('--since', '0s')).toBe('');
  expect(new Set((await entries('--only', 'access')).map(({ type }) => type))).toEqual(new Set(['access']));
  expect(await logs('--no-access')).not.toContain('→');
  expect(await logs('api', '-t', '--tail', '1', '--only', 'function')).toMatch(/^api {3}│ \S+Z said two$/m);
});

it('refuses what does not exist, with what was probably meant', async () => {
  const { stderr } = await project.expectRun(2, 'logs', 'wbe');
  expect(stderr).toContain('✗ no function named "wbe"\n  → did you mean web? ');
  await project.expectRun(2, 'logs', '--since', 'yesterday');
  await project.expectRun(2, 'logs', '--grep', '(');
  await project.write('idle', nodeScript(script('v0')));
  expect(await logs('idle')).toContain('idle  │ -- is not deployed; deploy it: smolfaas up --');
});

it('follows a replacement, a crash and a new function, and loses nothing between', async () => {
  const run = project.start('logs', '-f', '--tail', '0');
  await follows(run);
  await project.call('/invoke/web/say?before');
  await run.printed('said before');
  await project.write('web', nodeScript(script('v2')));
  await project.expectRun(0, 'up');
  await run.printed('-- replaced: g1 → g2 --');
  await run.printed(/idle +│ -- started: g1 --/);
  await project.call('/invoke/web/say?after');
  await project.call('/invoke/web/die');
  await run.printed('-- restarted: g2 --');
  await project.call('/invoke/web/say?again', { timeoutMs: 20_000 });
  await run.printed('said again');
  const { code, stdout } = await interrupted(run);
  expect(code).toBe(0);
  const web = stdout.split('\n').filter((line) => /^web +│ (?:up|said (?!follow)|bye|--)/.test(line));
  expect(web.map((line) => line.replace(/^web +│ /, ''))).toEqual([
    'said before',
    'up v2',
    'bye v1',
    '-- replaced: g1 → g2 --',
    'said after',
    expect.stringMatching(/^-- crashed: g2, exit code 3 --$/),
    ...Array.from({ length: web.filter((line) => line.includes('exit code')).length - 1 }, () => AGAIN).flat(),
    '-- restarted: g2 --',
    'up v2',
    'said again',
  ]);
});

it('a slow reader loses no line, and costs no memory', async () => {
  const [count, names] = [8000, ['web', 'api', 'idle']];
  const run = project.start('logs', '-f', '--tail', '0', '--only', 'function');
  const { stdout, pid } = run.process;
  await follows(run);
  stdout?.pause();
  const before = memory(pid);
  await Promise.all(names.map((name) => project.call(`/invoke/${name}/burst?${count}`, { timeoutMs: 60_000 })));
  await wait(1000);
  expect(memory(pid)).toBeLessThan(before + LESS_THAN_A_BURST);
  const done = seen(run, 'said done', names.length);
  stdout?.resume();
  await Promise.all(names.map((name) => project.call(`/invoke/${name}/say?done`)));
  await done;
  const lines = (await interrupted(run)).stdout.split('\n');
  for (const name of names) {
    const numbers = lines.flatMap((line) => new RegExp(`^${name} +│ burst (\\d+) x{1000} end$`).exec(line)?.[1] ?? []);
    expect(numbers.map(Number)).toEqual([...Array(count).keys()]);
  }
});

it('ends quietly when its reader leaves', async () => {
  const run = project.start('logs', '-f', '--tail', 'all');
  await run.printed('burst 0');
  run.process.stdout?.destroy();
  const { code, stderr } = await run.result;
  expect([code, stderr]).toEqual([0, '']);
});

/** Resolves once a run shows what functions print now; on a busy machine its start takes a while. */
async function follows(run: CliRun): Promise<void> {
  const shown = run.printed('said follow').then(() => true);
  for (;;) {
    await project.call('/invoke/web/say?follow');
    if (await Promise.race([shown, wait(500, false)])) return;
  }
}

/** Resolves when a text has been printed this often; looks at what is new only, since there is much. */
function seen(run: CliRun, text: string, times: number): Promise<void> {
  let [rest, count] = ['', 0];
  return new Promise((resolve) => {
    run.process.stdout?.on('data', (chunk: string) => {
      const parts = (rest + chunk).split(text);
      count += parts.length - 1;
      rest = (parts.at(-1) ?? '').slice(-text.length);
      if (count >= times) resolve();
    });
  });
}

/** What a process has in memory, in MB. */
function memory(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1000;
}
