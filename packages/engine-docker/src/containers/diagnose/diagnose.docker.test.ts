import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnosis, SmolfaasError } from '@smolfaas/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashes } from '../crashes.js';
import { type TestEngine, testEngine } from '../../engine.test.fixture.js';
import { execInContainer } from '../exec-in-container.js';
import type { Connection } from '../../connection/connection.js';
import { diagnose, lastLines } from './diagnose.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

/**
 * Diagnoses until the condition holds, for at most ten seconds. Then returns the last result,
 * whatever it is.
 */
async function diagnoseUntil(id: string, isSo: (seen: Diagnosis) => boolean): Promise<Diagnosis> {
  const giveUpAt = performance.now() + 10_000;
  for (;;) {
    const seen = await diagnose(t.engine, id, t.signal);
    if (isSo(seen) || performance.now() > giveUpAt) return seen;
    await sleep(100);
  }
}

const wait = (id: string) => t.engine.call('wait', t.signal, (d) => d.getContainer(id).wait());

describe('diagnose', () => {
  it('sees what a running server listens on, and its last lines in order', async () => {
    const script =
      'for i in $(seq 1 80); do echo "line $i"; done; sleep 0.5; echo oops >&2; exec httpd -f -p 127.0.0.1:3000';
    const id = await t.runBody('server', { Cmd: ['sh', '-c', script] }, t.labels);
    const seen = await diagnoseUntil(id, ({ listening, log }) => listening?.length === 1 && log.includes('oops'));
    expect(seen).toMatchObject({ state: 'running', oomKilled: false, restarts: 0 });
    expect(seen.listening).toEqual([{ address: '127.0.0.1', port: 3000, uid: 0 }]);
    expect(seen.log).toHaveLength(60);
    expect(seen.log.slice(-2)).toEqual(['line 80', 'oops']);
    expect(seen).not.toHaveProperty('exitCode');
  });

  it('leaves the engine’s own name server out', async () => {
    const network = `${t.run}-dns`;
    await t.engine.call('create', t.signal, (d) => d.createNetwork({ Name: network, Labels: { ...t.labels } }));
    const body = { Cmd: ['sleep', '1000'], HostConfig: { NetworkMode: network } };
    const id = await t.runBody('quiet', body, t.labels);
    expect((await diagnose(t.engine, id, t.signal)).listening).toEqual([]);
  });

  it('tells exit code and last words of one that ended', async () => {
    const id = await t.runBody('ended', { Cmd: ['sh', '-c', 'echo no config; exit 3'] }, t.labels);
    await wait(id);
    expect(await diagnose(t.engine, id, t.signal)).toEqual({
      state: 'exited',
      exitCode: 3,
      oomKilled: false,
      restarts: 0,
      log: ['no config'],
    });
  });

  it('tells that the kernel killed it for its memory', async () => {
    const eat = 'x=$(head -c 100000000 /dev/zero | tr "\\0" x); echo $x | wc -c';
    const body = { Cmd: ['sh', '-c', eat], HostConfig: { Memory: 16 << 20, MemorySwap: 16 << 20 } };
    const id = await t.runBody('hungry', body, t.labels);
    await wait(id);
    expect((await diagnose(t.engine, id, t.signal)).oomKilled).toBe(true);
  });

  it('counts restarts', async () => {
    const body = { Cmd: ['sh', '-c', 'exit 1'], HostConfig: { RestartPolicy: { Name: 'unless-stopped' } } };
    const id = await t.runBody('loop', body, t.labels);
    const seen = await diagnoseUntil(id, ({ restarts }) => restarts > 0);
    expect(seen.restarts).toBeGreaterThan(0);
  });

  it('row 31: counts a restart that is still to come, so there are as many as crashes', async () => {
    const body = { Cmd: ['sh', '-c', 'exit 1'], HostConfig: { RestartPolicy: { Name: 'unless-stopped' } } };
    const id = await t.runBody('pending', body, t.labels);
    const { restarts, state } = await diagnoseUntil(id, (seen) => seen.restarts >= 4 && seen.state === 'restarting');
    expect([state, (await crashes(t.engine, [id], 0, t.signal)).length]).toEqual(['restarting', restarts]);
  });

  it('of one that was started again, tells how the last process ended and what that one said', async () => {
    const script = 'n=$(cat /count 2>/dev/null || echo 0); echo $((n + 1)) > /count; echo "attempt $n"; exit 3';
    const body = { Cmd: ['sh', '-c', script], HostConfig: { RestartPolicy: { Name: 'unless-stopped' } } };
    const id = await t.runBody('again', body, t.labels);
    const seen = await diagnoseUntil(id, ({ restarts }) => restarts >= 3);
    expect(seen).toMatchObject({ exitCode: 3, oomKilled: false });
    expect(seen.log).toHaveLength(1);
    expect(seen.log[0]).toMatch(/^attempt [2-9]$/);
  });

  it('row 31: has the words of the last process that ended, however much the present one has printed', async () => {
    const script =
      'if [ -e /tmp/again ]; then for i in $(seq 1 200); do echo "new $i"; done; exec sleep 1000; fi; ' +
      'touch /tmp/again; echo "no config"; sleep 0.2; exit 3';
    const body = { Cmd: ['sh', '-c', script], HostConfig: { RestartPolicy: { Name: 'unless-stopped' } } };
    const id = await t.runBody('chatty', body, t.labels);
    await expect.poll(() => lastLines(t.engine, id, 1, t.signal), { timeout: 10_000 }).toEqual(['new 200']);
    expect(await diagnose(t.engine, id, t.signal)).toMatchObject({ restarts: 1, exitCode: 3, log: ['no config'] });
  });

  it('row 31: explains without events what it can, and in time', async () => {
    const body = { Cmd: ['sh', '-c', 'exit 3'], HostConfig: { RestartPolicy: { Name: 'unless-stopped' } } };
    const id = await t.runBody('eventless', body, t.labels);
    await diagnoseUntil(id, ({ restarts }) => restarts > 0);
    const refusing: Connection['call'] = (what, ...rest) =>
      what === 'list events'
        ? Promise.reject(new SmolfaasError('engine-error', { call: what, status: 500, message: 'no events' }))
        : t.engine.call(what, ...rest);
    const seen = await diagnose({ ...t.engine, call: refusing }, id, t.signal);
    expect(seen.restarts).toBeGreaterThan(0);
  });

  it('describes one that is gone', async () => {
    expect(await diagnose(t.engine, '0'.repeat(64), t.signal)).toEqual({
      state: 'gone',
      oomKilled: false,
      restarts: 0,
      log: [],
    });
  });
});

describe('execInContainer', () => {
  it('keeps output, errors and exit code apart', async () => {
    const id = await t.runBody('exec', { Cmd: ['sleep', '1000'] }, t.labels);
    const result = await execInContainer(t.engine, id, ['sh', '-c', 'echo out; echo err >&2; exit 7'], t.signal);
    expect(result).toEqual({ exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
  });
});
