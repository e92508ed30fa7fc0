/**
 * Containers of functions: made as specified, found again, ended; a name that another project's
 * container has is refused. Part of the suite of FunctionManager.
 */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { EngineCheck } from '../engine-tools.js';
import { failsWith } from './expecting.js';
import { type ContainerChange, type ContainerSpec, type Diagnosis, LABEL } from '@smolfaas/core';
import type { FunctionFixture } from './function-fixture.js';

export function containerChecks({ run, engine, signal, observe, spec, startForeign }: FunctionFixture) {
  const withName = async (name: string) =>
    (await observe({ containers: [name] })).containers.filter((one) => one.name === name);
  return [
    {
      name: 'start: several at once, each its own',
      run: async () => {
        const specs = await Promise.all(['a', 'b', 'c'].map((name) => spec(`many-${name}`)));
        const ids = await Promise.all(specs.map((one) => engine.functions.start(one, signal)));
        const running = (await observe()).containers.filter(({ state }) => state === 'running').map(({ id }) => id);
        for (const { id } of ids) assert.ok(running.includes(id), 'each must run');
      },
    },
    {
      name: 'start: the name of a stranger is refused, and the stranger goes on',
      run: async () => {
        const id = await startForeign('taken');
        const wanted = await spec('taken');
        const facts = await failsWith(
          'foreign-object',
          engine.functions.start(wanted, signal),
          'the name is a stranger’s',
        );
        assert.deepEqual(facts, { kind: 'container', name: wanted.name, id });
        assert.deepEqual(
          (await withName(wanted.name)).map((one) => [one.id, one.state]),
          [[id, 'running']],
        );
      },
    },
    {
      name: 'start: certificates are at their path when the program starts, whole, for its user to read; without them there are none',
      run: async () => {
        const path = '/etc/smolfaas-test/ca.pem';
        const pem = Buffer.from(`# of ${run}\n${'certificate\n'.repeat(40)}# the end\n`);
        const env = { PORT: '8000', SSL_CERT_FILE: path };
        const printed = async (name: string, certificates?: ContainerSpec['certificates']) => {
          const { id } = await engine.functions.start(
            await spec(name, { env, ...(certificates && { certificates }) }),
            signal,
          );
          return lastWords(() => engine.functions.diagnose(id, signal));
        };
        const trusting = (await printed('trusting', { path, pem })).join('\n');
        assert.ok(trusting.includes('certificate\n# the end'), `the program reads them to their end: ${trusting}`);
        const without = (await printed('wary')).join('\n');
        assert.ok(!without.includes('# the end'), `nobody else gets them: ${without}`);
      },
    },
    {
      name: 'start: what cannot be started leaves nothing behind',
      run: async () => {
        const wanted = await spec('hollow', { image: `sha256:${'0'.repeat(64)}` });
        const facts = await failsWith(
          'container-failed',
          engine.functions.start(wanted, signal),
          'there is no such image',
        );
        assert.equal(facts.function, 'hollow');
        assert.deepEqual(await withName(wanted.name), []);
      },
    },
    {
      name: 'rename: gives another name to the same container',
      run: async () => {
        const { id } = await engine.functions.start(await spec('early'), signal);
        await engine.functions.rename(id, `${run}-late`, signal);
        assert.deepEqual(
          (await withName(`${run}-late`)).map((one) => [one.id, one.state]),
          [[id, 'running']],
        );
        assert.deepEqual(await withName(`${run}-early`), []);
      },
    },
    {
      name: 'rename: the name of a stranger is refused',
      run: async () => {
        const stranger = await startForeign('owned');
        const { id } = await engine.functions.start(await spec('climber'), signal);
        await failsWith(
          'foreign-object',
          engine.functions.rename(id, `${run}-owned`, signal),
          'the name is a stranger’s',
        );
        assert.deepEqual(
          (await withName(`${run}-owned`)).map((one) => one.id),
          [stranger],
        );
        assert.deepEqual(
          (await withName(`${run}-climber`)).map((one) => one.id),
          [id],
        );
      },
    },
    {
      name: 'remove: ends a container that hears SIGTERM long before its grace is over, and again is fine',
      run: async () => {
        const { id } = await engine.functions.start(await spec('leaving'), signal);
        const begun = performance.now();
        await engine.functions.remove(id, 30_000, signal);
        assert.ok(
          performance.now() - begun < 15_000,
          'it must be told to end, and not waited for longer than it takes',
        );
        assert.deepEqual(await withName(`${run}-leaving`), []);
        await engine.functions.remove(id, 0, signal);
      },
    },
    {
      name: 'diagnose: tells how a container stands, and of one that is gone that it is',
      run: async () => {
        const { id } = await engine.functions.start(await spec('patient'), signal);
        const { state, restarts, oomKilled } = await engine.functions.diagnose(id, signal);
        assert.deepEqual({ state, restarts, oomKilled }, { state: 'running', restarts: 0, oomKilled: false });
        await engine.functions.remove(id, 0, signal);
        assert.deepEqual(await engine.functions.diagnose(id, signal), {
          state: 'gone',
          oomKilled: false,
          restarts: 0,
          log: [],
        });
      },
    },
    {
      name: 'usage: what a running container uses; nothing of one that is gone',
      run: async () => {
        const { id } = await engine.functions.start(await spec('measured'), signal);
        const first = await engine.functions.usage(id, signal);
        assert.ok(first && first.memoryBytes > 0, 'a process needs memory');
        const second = await engine.functions.usage(id, signal);
        assert.ok(second && second.cpuNs >= first.cpuNs && second.at >= first.at, 'CPU time only grows');
        await engine.functions.remove(id, 0, signal);
        assert.equal(await engine.functions.usage(id, signal), undefined);
      },
    },
    {
      name: 'logs: what a container wrote, line by line; the last ones when only those are wanted',
      run: async () => {
        const certificates = { path: '/etc/own/ca.pem', pem: Buffer.from('one\ntwo\nthree\n') };
        const wanted = await spec('writes', { certificates, env: { PORT: '8000', SSL_CERT_FILE: certificates.path } });
        const { id } = await engine.functions.start(wanted, signal);
        const read = async (tail?: number) => {
          const lines: string[] = [];
          const request = { follow: false, ...(tail !== undefined && { tail }) };
          for await (const { text, time, stream } of engine.functions.logs(id, request, signal)) {
            assert.equal(stream, 'stdout');
            assert.ok(!Number.isNaN(Date.parse(time)), 'each line has the time at which it was written');
            lines.push(text);
          }
          return lines;
        };
        for (let tries = 0; tries < 50 && (await read()).length < 3; tries++) await setTimeout(100);
        assert.deepEqual((await read()).slice(0, 3), ['one', 'two', 'three']);
        const [last] = await read(1);
        assert.equal(last, (await read()).at(-1));
      },
    },
    {
      name: 'changes: start, end and removal of a container of the project, in this order, and of no other',
      run: async () => {
        const stop = new AbortController();
        const seen: ContainerChange[] = [];
        const listening = (async () => {
          for await (const change of engine.functions.changes(run, 0, stop.signal)) seen.push(change);
        })();
        const ended = assert.rejects(listening, /enough/, 'it ends with the reason of its signal');
        await setTimeout(300);
        await startForeign('unheard');
        const wanted = await spec('heard');
        const { id } = await engine.functions.start(wanted, signal);
        await engine.functions.remove(id, 0, signal);
        for (let tries = 0; tries < 50 && !seen.some(({ change }) => change === 'removed'); tries++)
          await setTimeout(100);
        stop.abort(new Error('enough'));
        await ended;
        const own = seen.filter(({ containerId }) => containerId === id);
        assert.deepEqual(
          own.map(({ change }) => change),
          ['started', 'ended', 'removed'],
        );
        assert.equal(own[1]?.requested, true, 'it ended because a removal was requested');
        for (const [label, value] of Object.entries(wanted.labels)) assert.equal(own[0]?.labels[label], value);
        const others = seen.filter(({ labels }) => labels[LABEL.project] !== run);
        assert.deepEqual(others, [], 'containers of other projects are not reported');
      },
    },
    {
      name: 'removeVolume: one that is not there is fine',
      run: () => engine.volumes.remove(`${run}-none`, signal),
    },
  ] satisfies EngineCheck[];
}

/** The output of a container; waits some seconds for it to begin. */
async function lastWords(diagnose: () => Promise<Diagnosis>): Promise<readonly string[]> {
  for (let left = 50; ; left -= 1) {
    const { log } = await diagnose();
    if (log.length > 0 || left === 0) return log;
    await setTimeout(100);
  }
}
