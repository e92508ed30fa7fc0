/**
 * Connections to a real stand-alone buildkitd: unix socket, TCP with TLS, and an exec in its
 * container. Also: what happens when it dies.
 */
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { marshal, mkfile, ociLayout, scratch } from '@smolfaas/llb';
import { type Buildkitd, connectWhenReady, layoutOf, startBuildkitd } from '../buildkitd.test.fixture.js';
import { cleanUp, CONFIG, STATIC_BASE, uniqueName } from '../engine.test.fixture.js';
import { connect } from '../connect.js';
import type { BuildKitTarget } from './target.js';

let daemon: Buildkitd;
beforeAll(async () => {
  daemon = await startBuildkitd();
});
afterAll(async () => {
  await daemon.remove();
  await cleanUp();
});

/** A solve that needs the session and runs no process. */
const small = () => {
  const definition = marshal(scratch().file([mkfile('/f', uniqueName())])).bytes;
  return { input: { kind: 'llb', definition, config: CONFIG } as const, locals: {}, sharedKey: 'bkt' };
};

test.each(['unix', 'tcp', 'stream'] as const)('%s: workers, a solve', async (kind) => {
  const client = await connect(daemon[kind]);
  try {
    const [worker] = await client.workers();
    expect(worker?.version).toMatch(/^v?0\.2/);
    expect((await client.solve(small())).steps).toHaveLength(1);
  } finally {
    client.close();
  }
});

test('without a certificate of ours, or with an authority that is not the daemon’s, TLS is refused', async () => {
  const { tls } = daemon.tcp;
  const without = (left: object): BuildKitTarget => ({ ...daemon.tcp, tls: left });
  const anonymous = connect(without({ ca: tls.ca }));
  await expect(anonymous).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/certificate/) });
  const distrusting = connect(without({ cert: tls.cert, key: tls.key }));
  await expect(distrusting).rejects.toMatchObject({
    code: 'unreachable',
    details: { errno: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  });
});

test('the wrong kinds of target are told apart', async () => {
  const plain = connect({ kind: 'tcp', host: daemon.tcp.host, port: daemon.tcp.port });
  await expect(plain).rejects.toMatchObject({ code: 'unreachable' });
  const engine = connect({ kind: 'unix', socketPath: '/var/run/docker.sock' });
  await expect(engine).rejects.toMatchObject({ code: 'no-buildkit', details: { status: expect.any(Number) } });
  const label = `buildctl dial-stdio in ${daemon.name}-none`;
  const open = () => Promise.reject(new Error('No such container'));
  await expect(connect({ kind: 'stream', label, open })).rejects.toMatchObject({
    code: 'unreachable',
    message: `cannot reach ${label}: No such container`,
    details: { address: label },
  });
});

test('a closed client lets go of the stream at once, whenever its other side ends', async () => {
  const opened: Duplex[] = [];
  const open = async (signal: AbortSignal) => {
    const stream = await daemon.stream.open(signal);
    opened.push(stream);
    return stream;
  };
  const client = await connectWhenReady({ ...daemon.stream, open });
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([false]);
  client.close();
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test('a daemon that is killed during a step is told at once; when it is back, the same client dials again', async () => {
  const base = await layoutOf(STATIC_BASE);
  const client = await connectWhenReady(daemon.stream);
  const args = ['/bin/sh', '-c', `sleep 60 #${uniqueName()}`];
  const definition = marshal(ociLayout(base.ref, { store: 'bases' }).run(args, { name: 'long' }).root).bytes;
  let killed = Number.NaN;
  const failed = client.solve({
    input: { kind: 'llb', definition, config: CONFIG },
    contentStores: { bases: base.store },
    locals: {},
    sharedKey: 'bkt',
    onProgress: (event) => {
      if (event.type !== 'step-started' || event.step.name !== 'long') return;
      killed = performance.now();
      void daemon.act('kill');
    },
  });
  await expect(failed).rejects.toMatchObject({ code: 'daemon-stopped', details: { step: 'long' } });
  expect(performance.now() - killed).toBeLessThan(3_000);
  await expect(client.workers()).rejects.toMatchObject({ code: 'daemon-stopped' });
  await daemon.act('start');
  (await connectWhenReady(daemon.stream)).close();
  await expect.poll(() => client.workers().catch(() => []), { timeout: 20_000 }).toHaveLength(1);
  client.close();
});
