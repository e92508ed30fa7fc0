import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectDetails } from './container-details.js';
import { crashes, crashesIn } from './crashes.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const forever = { RestartPolicy: { Name: 'unless-stopped' } };

describe('crashes', () => {
  it('are the ends that nobody asked for, with their exit codes', async () => {
    const began = Date.now();
    const loop = await t.runBody('loop', { Cmd: ['sh', '-c', 'sleep 0.2; exit 3'], HostConfig: forever }, t.labels);
    const calm = await t.runBody('calm', { Cmd: ['sleep', '1000'], HostConfig: forever }, t.labels);
    await t.engine.call('restart', t.signal, (d) => d.getContainer(calm).restart({ t: 0 }));
    await t.engine.call('stop', t.signal, (d) => d.getContainer(calm).stop({ t: 0 }));
    const seen = () => crashes(t.engine, [loop, calm], began, t.signal);
    await expect.poll(async () => (await seen()).length, { timeout: 10_000 }).toBeGreaterThan(1);
    const [first, second] = await seen();
    expect(first).toMatchObject({ containerId: loop, exitCode: 3, ended: true, oomKilled: false });
    expect(second?.at).toBeGreaterThan(first?.at ?? Infinity);
    expect((await seen()).every(({ containerId }) => containerId === loop)).toBe(true);
    expect(await crashes(t.engine, [loop], (first?.at ?? 0) + 1, t.signal)).not.toContainEqual(first);
    expect(await crashes(t.engine, [], 0, t.signal)).toEqual([]);
  });

  it.each([3_600_000, -3_600_000])('go by the clock of the engine, when ours is %i ms ahead', async (aheadMs) => {
    const id = await t.runBody(`clock${aheadMs}`, { Cmd: ['sh', '-c', 'exit 3'] }, t.labels);
    const calm = await t.runBody(`calm${aheadMs}`, { Cmd: ['sleep', '1000'] }, t.labels);
    await t.engine.call('wait', t.signal, (d) => d.getContainer(id).wait());
    const { startedAt = 0 } = (await inspectDetails(t.engine, id, t.signal)) ?? {};
    // `Date` shows the engine's clock in whole seconds.
    await sleep(1_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + aheadMs });
    try {
      const { engine } = await testEngine();
      expect(await crashes(engine, [id], startedAt, t.signal)).toMatchObject([{ exitCode: 3 }]);
      expect(await crashes(engine, [calm], startedAt, t.signal)).toEqual([]);
      engine.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('of a time that has not come yet are none', async () => {
    const id = await t.runBody('future', { Cmd: ['sleep', '1000'] }, t.labels);
    expect(await crashes(t.engine, [id], Date.now() + 10_000, t.signal)).toEqual([]);
  });

  it('tell that the kernel killed it for its memory', async () => {
    const eat = 'sleep 0.2; x=$(head -c 100000000 /dev/zero | tr "\\0" x); echo $x | wc -c';
    const body = { Cmd: ['sh', '-c', eat], HostConfig: { Memory: 16 << 20, MemorySwap: 16 << 20 } };
    const id = await t.runBody('hungry', body, t.labels);
    await t.engine.call('wait', t.signal, (d) => d.getContainer(id).wait());
    await sleep(200);
    const seen = await crashes(t.engine, [id], 0, t.signal);
    expect(seen.some(({ oomKilled }) => oomKilled)).toBe(true);
  });
});

describe('crashesIn', () => {
  const event = (action: string, at: number, exitCode?: number) => ({ action, id: 'c', at, exitCode });

  it('leaves out what a stop asked for, and not what came long after a signal', () => {
    expect(crashesIn([event('kill', 1_000), event('die', 2_000, 143)])).toEqual([]);
    expect(crashesIn([event('kill', 1_000), event('die', 90_000, 1)])).toHaveLength(1);
  });

  it('joins an oom to the end that follows it; one without an end is another process', () => {
    expect(crashesIn([event('oom', 1), event('die', 2, 137), event('oom', 3)])).toEqual([
      { containerId: 'c', at: 2, ended: true, oomKilled: true, exitCode: 137 },
      { containerId: 'c', at: 3, ended: false, oomKilled: true, exitCode: undefined },
    ]);
  });
});
