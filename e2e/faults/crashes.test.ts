/**
 * A function that crashes after it was ready: the engine starts it again, without a trace. `check` reports it
 * and exits with 1, the next `up` warns, and a replacement or a restart by hand clears it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('fn', server('one'));
  await project.write('calm', server('calm'));
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

/** `/crash` ends the process with code 5, `/eat` takes more memory than it may. */
const server = (version: string) =>
  nodeScript(`const all = [];
require('node:http').createServer((request, response) => {
  if (request.url === '/crash') { console.error('last words of ${version}'); process.exit(5); }
  if (request.url === '/eat') for (;;) all.push(Buffer.alloc(32 << 20, 1));
  response.end('${version}');
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`);

/** Asks for what ends the process, and waits until the engine has started it again. By POST: Go sends a GET again when a kept connection breaks. */
async function hurt(path: string): Promise<void> {
  await project.call(`/invoke/fn${path}`, { method: 'POST' }).catch(() => undefined);
  await expect.poll(async () => (await project.call('/invoke/fn')).status, { timeout: 15_000 }).toBe(200);
}

it('row 31: a later crash is counted, with exit code, time and last lines', async () => {
  await hurt('/crash');
  await hurt('/crash');
  const check = await project.expectRun(1, 'check');
  expect(check.stdout).toMatch(
    /fn:\n {2}✓ .*\n {2}✓ .*\n {2}✗ Crashed 2 times since it was ready \(exit code 5, last at \d\d:\d\d\)\n[^]*│ last words of one/,
  );
  expect(check.stdout).toMatch(/calm:\n( {2}✓ .*\n){3}\n/);
  const up = await project.expectRun(0, 'up');
  expect(up.stderr).toMatch(/warning: fn: it crashed 2 times since it was ready \(exit code 5[^]*│ last words of one/);
  expect(up.stderr).not.toMatch(/warning: calm/);
});

it('a restart by hand clears it', async () => {
  await engineCall('POST', `/containers/${project.imagePrefix}-fn/restart?t=1`);
  await expect.poll(async () => (await project.call('/invoke/fn')).status).toBe(200);
  await project.expectRun(0, 'check');
});

it('row 34: memory is named with its limit, and a replacement clears it', async () => {
  await hurt('/eat');
  const check = await project.expectRun(1, 'check', '--json');
  expect(check.stdout).toMatch(/"text": "Crashed 1 time since it was ready \(out of memory, limit 512 MiB, last at/);
  await project.write('fn', server('two'));
  await project.expectRun(0, 'up');
  await project.expectRun(0, 'check');
  expect((await project.expectRun(0, 'up')).stderr).not.toContain('warning');
});
