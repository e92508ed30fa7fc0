/**
 * The line that `up` shows to paste: only after a change, for what changed, and it works as it stands when a shell runs it.
 */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

const body = { text: `don't "panic" $HOME ${'x'.repeat(300)}` };
const requests = JSON.stringify([
  { request: { method: 'GET', path: '/wrong' }, answer: { status: 404 } },
  { request: { method: 'PUT', path: '/a?b=c&d=%20', json: body }, answer: { status: 200 } },
]);

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
});
afterAll(() => project.dispose());

/** What follows the table: what changed, and the answer of the line below, run by a shell. */
async function tried(): Promise<{ readonly changed?: string | undefined; readonly answer?: unknown }> {
  const { stdout } = await project.expectRun(0, 'up');
  const [, changed, line] = /^Try it: (.*)\n {2}(curl .*)\n$/m.exec(stdout) ?? [];
  if (line === undefined) return { changed };
  const answer = execFileSync('sh', ['-c', `${line} --silent --noproxy '*'`], { encoding: 'utf8' });
  return { changed, answer: JSON.parse(answer) as unknown };
}

it('asks for / where nothing else is known', async () => {
  await project.write('fn-a', nodeFunction());
  expect(await tried()).toMatchObject({ changed: 'fn-a (started)', answer: { method: 'GET', path: '/', body: '' } });
});

it('is not shown when nothing changed', async () => {
  expect(await tried()).toEqual({ changed: undefined });
});

it('names only what changed, and sends what its requests.json says, in one line', async () => {
  await project.write('fn-b', { ...nodeFunction('2'), 'requests.json': requests });
  expect(await tried()).toMatchObject({
    changed: 'fn-b (started)',
    answer: { version: '2', method: 'PUT', path: '/a?b=c&d=%20', body: JSON.stringify(body) },
  });
});

it('is shown again after a replacement', async () => {
  await project.write('fn-a', nodeFunction('3'));
  expect(await tried()).toMatchObject({ changed: 'fn-a (updated)', answer: { version: '3' } });
});
