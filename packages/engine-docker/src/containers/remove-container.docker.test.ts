import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { removeContainer } from './remove-container.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const exists = (id: string) =>
  t.engine
    .call('inspect', t.signal, (d) => d.getContainer(id).inspect())
    .then(() => true)
    .catch(() => false);

/** Logs the signal before it exits. */
const POLITE = ['sh', '-c', 'trap "echo bye; exit 0" TERM; while :; do sleep 0.1; done'];
const STUBBORN = ['sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'];

describe('removeContainer', () => {
  it('lets the process end by itself, then removes it', async () => {
    const id = await t.runBody('polite', { Cmd: POLITE }, t.labels);
    const began = performance.now();
    await removeContainer(t.engine, id, 10_000, t.signal);
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(await exists(id)).toBe(false);
  });

  it('kills what ignores SIGTERM after the grace, several at once in the time of one', async () => {
    const ids = await Promise.all(
      ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'].map((n) => t.runBody(n, { Cmd: STUBBORN }, t.labels)),
    );
    const began = performance.now();
    await Promise.all(ids.map((id) => removeContainer(t.engine, id, 2_000, t.signal)));
    const ms = performance.now() - began;
    expect(ms).toBeGreaterThan(1_900);
    expect(ms).toBeLessThan(12_000);
    expect((await Promise.all(ids.map(exists))).some(Boolean)).toBe(false);
  });

  it('removes a paused one and one that never started', async () => {
    const paused = await t.runBody('paused', { Cmd: POLITE }, t.labels);
    await t.engine.call('pause', t.signal, (d) => d.getContainer(paused).pause());
    await removeContainer(t.engine, paused, 2_000, t.signal);
    expect(await exists(paused)).toBe(false);
  });

  it('takes a container that is gone, or is being removed by somebody else, as removed', async () => {
    const id = await t.runBody('gone', { Cmd: POLITE }, t.labels);
    await Promise.all([1, 2, 3].map(() => removeContainer(t.engine, id, 1_000, t.signal)));
    await removeContainer(t.engine, id, 1_000, t.signal);
    expect(await exists(id)).toBe(false);
  });

  it('ends at once when it is told to', async () => {
    const id = await t.runBody('interrupted', { Cmd: STUBBORN }, t.labels);
    const reason = new Error('stop');
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 200);
    const began = performance.now();
    await expect(removeContainer(t.engine, id, 20_000, stop.signal)).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
