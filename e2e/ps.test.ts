/**
 * `ps`, `ps --watch` and `inspect` on one project: what runs, what crashed and why, and that looking writes nothing.
 */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineCall } from './harness/engine.js';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

const CRASHES = `require('node:http').createServer((request, response) => {
  response.end('ok');
  if (request.url === '/die') setTimeout(() => { throw new TypeError('end-of-it-4711'); }, 10);
}).listen(8000);`;

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeFunction());
  await project.write('fragile', { 'index.js': CRASHES, 'package.json': '{}' });
  await project.expectRun(0, 'up');
  await project.write('later', nodeFunction());
});
afterAll(() => project.dispose());

interface Status {
  readonly function: string;
  readonly condition: string;
  readonly restarts: number;
  readonly memory?: { readonly usedBytes: number; readonly limitBytes: number };
  readonly lastError?: { readonly code: string; readonly text: string };
}

async function status(fn: string): Promise<Status | undefined> {
  const { stdout } = await project.expectRun(0, 'ps', '--json');
  const { functions } = JSON.parse(stdout) as { readonly functions: readonly Status[] };
  return functions.find((one) => one.function === fn);
}

it('shows what runs, with memory and URL, and writes nothing', async () => {
  const before = readdirSync(project.dir);
  const { stdout } = await project.expectRun(0, 'ps');
  expect(stdout).toMatch(/^FUNCTION +RUNTIME +STATUS +AGE +RESTARTS +MEMORY +URL$/m);
  expect(stdout).toMatch(/^web +node +running +\d+s +0 +\d+\/512 MiB +https:\/\/fn\.localhost:\d+\/invoke\/web$/m);
  expect(stdout).toMatch(/^later +not deployed yet$/m);
  expect(stdout).toMatch(/\n\n3 functions: 2 running, 1 not deployed yet\n$/);
  expect(await status('web')).toMatchObject({ memory: { limitBytes: 512 * 2 ** 20 } });
  expect(readdirSync(project.dir)).toEqual(before);
});

it('shows a crash with its exit code and the line that says why', async () => {
  await project.call('/invoke/fragile/die');
  await expect.poll(async () => (await status('fragile'))?.restarts, { timeout: 15_000, interval: 300 }).toBe(1);
  const { text } = (await status('fragile'))?.lastError ?? {};
  expect(text).toMatch(/^crashed \(exit 1\), restarted 1 time, last at .*: TypeError: end-of-it-4711$/);
});

it('shows a function that was stopped by hand, and a router that is stopped', async () => {
  await engineCall('POST', `/containers/${project.imagePrefix}-web/stop?t=0`);
  expect(await status('web')).toMatchObject({ condition: 'stopped' });
  await engineCall('POST', `/containers/${project.routerName}/stop?t=0`);
  const { stdout } = await project.expectRun(0, 'ps', 'functions/fragile');
  expect(stdout).toContain('1 function: 1 running; the router is stopped');
  await engineCall('POST', `/containers/${project.routerName}/start`);
});

it('refuses names that nothing has', async () => {
  expect((await project.expectRun(2, 'ps', 'webb')).stderr).toContain('no function named "webb"');
  expect((await project.expectRun(2, 'inspect')).stderr).toContain('Name the function');
});

it('watches until it is ended, one document per sample, without passwords of this host', async () => {
  const HTTP_PROXY = 'http://me:end-of-it-4711@127.0.0.1:9'; // what `fragile` printed, too
  const run = project.with({ env: { ...project.env, HTTP_PROXY } }).start('ps', '--watch', '--interval', '1', '--json');
  await run.printed(/\n.*cpuPercent.*\n/);
  run.process.kill('SIGINT');
  const { code, stdout } = await run.result;
  expect(code).toBe(0);
  expect(stdout).toContain('TypeError: ***');
  expect(stdout).not.toContain('4711');
  const [, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { functions: { cpuPercent?: number }[] });
  expect(second?.functions.some(({ cpuPercent }) => cpuPercent !== undefined)).toBe(true);
});

it('watches until the reader of its output leaves', async () => {
  const run = project.start('ps', '--watch', '--interval', '1', '--json');
  run.process.stdout?.destroy();
  expect(await run.result).toMatchObject({ code: 0, stderr: '' });
});

it('inspect shows everything about one function', async () => {
  const { stdout } = await project.expectRun(0, 'inspect', 'fragile', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    function: 'fragile',
    condition: 'running',
    runtime: 'node',
    image: { tags: expect.arrayContaining([`${project.imagePrefix}-fragile:latest`]) },
    containers: [{ name: `${project.imagePrefix}-fragile`, serves: true, restarts: 1 }],
    versions: [{ generation: 1 }],
  });
});
