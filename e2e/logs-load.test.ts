/**
 * `smolfaas logs -f` under load: many functions write numbered lines at a steady rate, and one of them is replaced and crashes
 * meanwhile. No line is lost, torn, out of order or shown twice, long lines stay whole, and the memory of the CLI stays flat.
 *
 * `npm run test:full` does what the promise says: 20 functions that write 10 000 lines per second together, for 20 s.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CliRun } from './harness/cli.js';
import { nodeScript } from './harness/functions.js';
import { fullOr } from './harness/length.js';
import { TestProject } from './harness/project.js';

const FUNCTIONS = fullOr(20, 4);
const SECONDS = fullOr(20, 4);
/** Lines per second of each function. */
const RATE = fullOr(500, 1000);
/** Docker splits a line after 16 384 bytes; each function writes one this long per second. */
const LONG = 16_400;
/** How much the resident memory may grow between the end of the first quarter and the end, in MB. */
const GROWTH = 40;

/** A reader that keeps up is done by then, in milliseconds; the short form runs beside other tests. */
const LATEST = fullOr(2 * SECONDS * 1000, 60_000);

const CHANGING = 'changing';
const [BEGUN, WRITTEN] = ['said begin', 'all written'];
const [REPLACED, RESTARTED] = ['-- replaced: g1 → g2 --', '-- restarted: g2 --'];

/**
 * `/write?<rate>&<seconds>` starts a writer that catches up with the clock every 10 ms: `line <n> xxx end`, and once per second
 * a long one. It writes synchronously, so a full pipe slows it down, and nothing is lost on its side.
 */
const writer = (version: string) => `
const { writeSync } = require('node:fs');
function print(text) {
  for (let bytes = Buffer.from(text); bytes.length > 0; )
    try { bytes = bytes.subarray(writeSync(1, bytes)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
}
function write(rate, seconds) {
  const began = Date.now();
  let n = 0;
  const timer = setInterval(() => {
    const due = Math.min(rate * seconds, Math.floor(((Date.now() - began) / 1000) * rate));
    let text = '';
    for (; n < due; n++) {
      text += 'line ' + n + ' ' + 'x'.repeat(n % rate === 0 ? ${LONG} : 60) + ' end\\n';
    }
    print(text);
    if (n < rate * seconds) return;
    clearInterval(timer);
    print('all written after ' + (Date.now() - began) + ' ms\\n');
  }, 10);
}
console.log('up ${version}');
require('node:http').createServer((request, response) => {
  const [path, query = ''] = request.url.split('?');
  if (path === '/die') process.exit(3);
  if (path === '/write') write(...query.split('&').map(Number));
  if (path === '/say') console.log('said ' + query);
  response.end('${version}');
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

const names = Array.from({ length: FUNCTIONS }, (_, n) => `writer-${n}`);

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  for (const name of [...names, CHANGING]) await project.write(name, nodeScript(writer('v1')));
  await project.expectRun(0, 'up');
});
afterAll(() => project?.dispose());

it('loses and tears no line, and its memory stays flat', async () => {
  const run = project.start('logs', '-f', '--tail', '0', '--only', 'function');
  const seen = counted(run, [BEGUN, REPLACED, RESTARTED, WRITTEN]);
  const follows = seen(BEGUN).then(() => true);
  do await project.call(`/invoke/${CHANGING}/say?begin`);
  while (!(await Promise.race([follows, wait(500, false)])));

  const began = performance.now();
  await Promise.all(names.map((name) => project.call(`/invoke/${name}/write?${RATE}&${SECONDS}`)));
  const quarter = (SECONDS * 1000) / 4;
  await wait(quarter);
  const before = memory(run);
  await project.write(CHANGING, nodeScript(writer('v2')));
  await project.expectRun(0, 'up', CHANGING);
  await seen(REPLACED);
  await project.call(`/invoke/${CHANGING}/die`, { timeoutMs: 20_000 }).catch(() => undefined);
  await seen(RESTARTED);
  await seen(WRITTEN, FUNCTIONS);
  const ms = performance.now() - began;
  const after = memory(run);

  run.process.kill('SIGINT');
  const { code, stdout, stderr } = await run.result;
  expect([code, stderr]).toEqual([0, '']);
  const numbers = new Map<string, number[]>(names.map((name) => [name, []]));
  const odd: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, name = '', n = '', marks = ''] = /^(writer-\d+) +│ line (\d+) (x+) end$/.exec(line) ?? [];
    const isWhole = marks.length === (Number(n) % RATE === 0 ? LONG : 60);
    if (isWhole) numbers.get(name)?.push(Number(n));
    else if (!/^(?:writer-\d+ +│ all written after \d+ ms|changing .*|)$/.test(line)) odd.push(line);
  }
  const all = [...Array(RATE * SECONDS).keys()];
  for (const name of names) expect(numbers.get(name)).toEqual(all);
  expect(odd).toEqual([]);
  expect(after - before).toBeLessThan(GROWTH);
  expect(ms).toBeLessThan(LATEST);
});

/** Counts these texts as they come, because searching all output each time would slow the reader down. */
function counted(run: CliRun, texts: readonly string[]) {
  const counts = new Map(texts.map((text) => [text, 0]));
  const waiting = new Set<() => void>();
  let rest = '';
  run.process.stdout?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const [text, count] of counts) counts.set(text, count + lines.filter((line) => line.includes(text)).length);
    for (const look of waiting) look();
  });
  return (text: string, times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => (counts.get(text) ?? 0) >= times && resolve();
      waiting.add(look);
      look();
    });
}

/** What a run has in memory, in MB. */
function memory({ process: { pid } }: CliRun): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}
