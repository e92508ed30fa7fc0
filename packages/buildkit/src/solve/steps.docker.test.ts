/**
 * Steps that run processes on a real engine: secrets, failures with their last lines, cancellation,
 * deadlines.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { copy, image, local, marshal, mkfile, type RunOptions, scratch, secretMount, type State } from '@smolfaas/llb';
import { expect, test } from 'vitest';
import type { SolveRequest } from '../api.js';
import { connect } from '../connect.js';
import {
  build,
  engineClient,
  CONFIG,
  filesOf,
  imageRequest,
  sourceDirectory,
  STATIC_BASE,
  uniqueName,
} from '../engine.test.fixture.js';
import { readTree } from '../filesync/read-tree.js';
import type { ProgressEvent } from '../progress/events.js';

const client = await engineClient();

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
const base = image(STATIC_BASE, { resolveMode: 'local' });
/** A shell step that no earlier run can have cached. */
const sh = (script: string, options: RunOptions = {}) =>
  base.run(['/bin/sh', '-c', `${script} #${uniqueName()}`], { env, network: 'none', ...options }).root;
const evaluate = (state: State, more: Partial<SolveRequest> = {}): SolveRequest => ({
  input: { kind: 'llb', definition: marshal(state).bytes, config: CONFIG },
  locals: {},
  sharedKey: 'bkt',
  deadlineMs: 60_000,
  ...more,
});
const outOf = (state: State) => scratch().file([copy(state, '/out', '/app', { dirCopyContents: true })]);

test('a secret reaches its step; an optional one without a value leaves no file', async () => {
  const script = 'mkdir /out; cat /run/token > /out/token; ls /run/other 2>/dev/null; echo $? > /out/missing';
  const mounts = [secretMount('/run/token', 'token'), secretMount('/run/other', 'other', { optional: true })];
  const request = { ...imageRequest(outOf(sh(script, { mounts })), {}), secrets: { token: Buffer.from('s3cr\0t') } };
  const { image: name } = await build(client, request);
  const files = await filesOf(name);
  expect(files.get('token')?.content).toEqual(Buffer.from('s3cr\0t'));
  expect(files.get('missing')?.content.toString()).toBe('1\n');
});

test('a required secret without a value is named', async () => {
  const state = sh('true', { mounts: [secretMount('/run/token', 'token')] });
  await expect(client.solve(evaluate(state))).rejects.toMatchObject({
    code: 'secret-missing',
    details: { id: 'token' },
  });
});

test('a failing step gives its name, its exit code and its last 20 lines', async () => {
  const state = sh('for i in $(seq 30); do echo "line $i"; done; sleep 0.5; printf "no newline" >&2; exit 7', {
    name: 'compile',
  });
  const failure: unknown = await client.solve(evaluate(state)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'step-failed', message: 'step "compile" failed: exit code 7' });
  const lines = Array.from({ length: 19 }, (_, i) => `line ${i + 12}`);
  expect(failure).toMatchObject({ details: { step: 'compile', exitCode: 7, lines: [...lines, 'no newline'] } });
});

test('the step that failed is reported, not its siblings that were canceled for it', async () => {
  const slow = sh('sleep 20', { name: 'slow sibling' });
  const failing = sh('sleep 1; exit 3', { name: 'culprit' });
  const both = scratch().file([copy(slow, '/etc', '/a/'), copy(failing, '/etc', '/b/')]);
  await expect(client.solve(evaluate(both))).rejects.toMatchObject({ details: { step: 'culprit', exitCode: 3 } });
});

test('an image that nobody has is named, with the cause', async () => {
  const state = image('smolfaas.local/absent:1').file([mkfile('/a', 'a')]);
  const details = { ref: 'smolfaas.local/absent:1', cause: 'no-dns' };
  await expect(client.solve(evaluate(state))).rejects.toMatchObject({ code: 'image-not-found', details });
});

test('an exporter that the engine does not have is refused quickly', async () => {
  const begin = performance.now();
  const request = evaluate(sh('true'), { exporter: { type: 'nonsense', attrs: {} } });
  await expect(client.solve(request)).rejects.toThrow(/exporter "nonsense" could not be found/);
  expect(performance.now() - begin).toBeLessThan(2_000);
});

/** Whether a process with this word in its command line runs on this machine. */
function isRunning(word: string): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (condition()) return true;
  return false;
}

test('cancel ends the solve and its process within two seconds', async () => {
  const word = `sleeper-${uniqueName()}`;
  const controller = new AbortController();
  const running = client.solve(
    evaluate(sh(`: ${word}; sleep 30; :`, { name: 'sleep' }), { signal: controller.signal }),
  );
  const settled = running.catch((error: unknown) => error);
  expect(await until(() => isRunning(word), 20_000)).toBe(true);
  const begin = performance.now();
  controller.abort(new Error('enough'));
  expect(await settled).toMatchObject({ code: 'canceled', details: { step: 'sleep' }, cause: { message: 'enough' } });
  expect(await until(() => !isRunning(word), 2_000)).toBe(true);
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('a signal that has fired before, and a client that is closed, cancel as well', async () => {
  const early = client.solve(evaluate(sh('true'), { signal: AbortSignal.abort() }));
  await expect(early).rejects.toMatchObject({ code: 'canceled' });
  const other = await connect({ kind: 'docker' });
  const running = other.solve(evaluate(sh('sleep 30')));
  setTimeout(() => other.close(), 500);
  await expect(running).rejects.toMatchObject({ code: 'canceled' });
});

test('a deadline names the step that was running', async () => {
  const running = client.solve(evaluate(sh('sleep 30', { name: 'too slow' }), { deadlineMs: 1_500 }));
  await expect(running).rejects.toMatchObject({ code: 'deadline', details: { step: 'too slow', deadlineMs: 1_500 } });
});

test('progress tells beginnings, lines and ends in order', async () => {
  const events: ProgressEvent[] = [];
  const tree = await readTree(sourceDirectory({ f: uniqueName() }));
  const state = sh('echo one; printf "tw"; sleep 0.3; echo o', { name: 'talk' }).file([
    copy(local('all'), '/', '/src/'),
  ]);
  await client.solve(evaluate(state, { locals: { all: tree }, onProgress: (event) => events.push(event) }));
  const told = events.flatMap((event) => {
    if (event.step.name !== 'talk') return [];
    return event.type === 'log' ? [event.line] : [event.type];
  });
  expect(told).toEqual(['step-started', 'one', 'two', 'step-done']);
  expect(events.some((event) => event.type === 'transfer' && event.step.name === 'local://all')).toBe(true);
});

test('a listener that throws fails the solve with its own error', async () => {
  const onProgress = () => {
    throw new Error('from the listener');
  };
  await expect(client.solve(evaluate(sh('true'), { onProgress }))).rejects.toThrow(
    /listener failed: Error: from the listener/,
  );
});
