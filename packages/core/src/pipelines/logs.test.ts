/** `logs` on the in-memory engine: what is shown of whom, and what happens while it follows. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccessEntry, LogEntry, LogKind, LogsRequest } from '../contract/logs.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { containerNamed } from '../fakes/world.js';
import { down } from './down.js';
import { exec } from './exec.js';
import { logs } from './logs.js';
import { up } from './up.js';

let project: Project;
beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  project.write('b', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

const request: LogsRequest = {
  functions: [],
  follow: false,
  kinds: new Set<LogKind>(['function', 'access', 'build']),
  tail: 10,
};

async function shown(changes: Partial<LogsRequest> = {}): Promise<readonly LogEntry[]> {
  const all: LogEntry[] = [];
  for await (const batch of logs(project.context(), { ...request, ...changes })) all.push(...batch);
  return all;
}

const access = (fn: string, second: number): AccessEntry => ({
  type: 'access',
  function: fn,
  time: `2026-11-30T12:00:0${second}.000000000Z`,
  method: 'GET',
  target: '/',
  status: 200,
  ms: 1,
  bytes: 2,
});

test('output and requests of the chosen functions, by time; nothing is changed', async () => {
  project.world.requests.push(access('b', 1), access('a', 2), access('a', 3));
  const brief = (entries: readonly LogEntry[]) => entries.map((entry) => `${entry.type} ${entry.function}`);
  expect(brief(await shown())).toEqual(['output a', 'output b', 'access b', 'access a', 'access a']);
  expect(brief(await shown({ functions: ['a'], tail: 2 }))).toEqual(['access a', 'access a']);
  expect(brief(await shown({ kinds: new Set(['access'] as const), functions: ['b'] }))).toEqual(['access b']);
  expect(brief(await shown({ accepts: ({ type }) => type === 'output' }))).toEqual(['output a', 'output b']);
  expect(await shown({ tail: 0 })).toEqual([]);
  expect(project.newEffects()).toEqual([]);
});

test('a function that does not run says so, and how it ended; an unknown one is refused', async () => {
  const container = containerNamed(project.world, 'smolfaas-func-a');
  if (container !== undefined) Object.assign(container, { state: 'exited', exitCode: 137 });
  project.write('new', 'one');
  const standing = (await shown({ functions: ['a', 'new'] })).filter(({ type }) => type === 'change');
  expect(standing).toMatchObject([
    { function: 'a', change: 'not-running', generation: 1, exitCode: 137 },
    { function: 'new', change: 'not-deployed' },
  ]);
  await expect(shown({ functions: ['x'] })).rejects.toMatchObject({
    code: 'unknown-function',
    facts: { names: ['x'], known: ['a', 'b', 'new'] },
  });
});

test('follows a replacement, a new function and a removal', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    const context = project.context({}, stop.signal);
    for await (const batch of logs(context, { ...request, follow: true, tail: 0 }))
      for (const entry of batch)
        seen.push(entry.type === 'change' ? `${entry.function} ${entry.change}` : `${entry.function} ${entry.type}`);
  })().catch((error: unknown) => error);
  await expect.poll(() => project.world.listeners.size).toBe(1);
  project.write('a', 'two');
  project.write('c', 'one');
  await up(project.context());
  await down(project.context(), { names: ['b'], force: false });
  await expect.poll(() => seen.at(-1)).toBe('b removed');
  stop.abort(new Error('enough'));
  expect(await following).toEqual(new Error('enough'));
  const of = (fn: string) => seen.filter((text) => text.startsWith(fn));
  expect(of('a')).toEqual(['a output', 'a output', 'a replaced']);
  expect(of('b')).toEqual(['b output', 'b stopped', 'b removed']);
  expect(of('c')).toEqual(['c started', 'c output']);
});

test('exec runs in the container that serves, or beside it when the image has no shell', async () => {
  const run = (command: readonly string[], more = {}) =>
    exec(project.context(), { function: 'a', command, beside: false, ...more }, async (execution, place) => {
      const parts: Uint8Array[] = [];
      for await (const { bytes } of execution.output) parts.push(bytes);
      return [Buffer.concat(parts).toString(), place.beside, await execution.exitCode()];
    });
  expect(await run(['ls', '-l'])).toEqual(['ls -l\n', false, 0]);
  expect(await run([])).toEqual(['/bin/sh\n', false, 0]);
  expect(project.newEffects()).toEqual([]);
  project.world.withoutShell.add('a');
  expect(await run(['ls'])).toEqual(['ls\n', false, 0]);
  expect(await run([])).toEqual(['sh\n', true, 0]);
  expect(project.newEffects()).toEqual(['start beside smolfaas-func-a', expect.stringMatching(/^remove /)]);
  await expect(run(['ls'], { instance: 2 })).rejects.toMatchObject({ code: 'no-such-instance' });
  await expect(run(['ls'], { function: 'x' })).rejects.toMatchObject({ code: 'unknown-function' });
  await down(project.context(), { names: ['a'], force: false });
  await expect(run(['ls'])).rejects.toMatchObject({
    code: 'function-not-running',
    facts: { function: 'a', condition: 'stopped' },
  });
});
