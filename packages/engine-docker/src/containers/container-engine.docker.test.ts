import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { containerEngine } from './container-engine.js';
import { ANONYMOUS } from '../anonymous.test.fixture.js';
import { SMALL_IMAGE } from '../small-image.test.fixture.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';

let t: TestEngine;
let verbs: ContainerEngine;
beforeAll(async () => {
  t = await testEngine();
  verbs = containerEngine(t.engine, ANONYMOUS);
});
afterAll(() => t?.sweep());

function tarOf(name: string, text: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'tar-'));
  try {
    writeFileSync(join(directory, name), text);
    return execFileSync('tar', ['-c', '-C', directory, name]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

it('takes files before the first start, tells ports and environment, runs commands, reads the log', async () => {
  const body = {
    Image: SMALL_IMAGE,
    Cmd: ['sh', '-c', 'cat /etc/greeting; exec sleep 1000'],
    Env: ['NAME=value'],
    Labels: t.labels,
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  };
  const id = await verbs.create(`${t.run}-router`, body, t.signal);
  expect(await verbs.inspect(id, t.signal)).toMatchObject({ id, running: false, ports: [] });
  await verbs.putArchive(id, '/etc', tarOf('greeting', 'good morning\n'), t.signal);
  await verbs.start(id, t.signal);
  await verbs.start(id, t.signal);
  const facts = await verbs.inspect(id, t.signal);
  expect(facts).toMatchObject({ running: true, restarting: false });
  expect(facts?.env).toContain('NAME=value');
  expect(facts?.ports).toEqual([{ ip: '127.0.0.1', hostPort: expect.any(Number), containerPort: 80 }]);
  expect(await verbs.exec(id, ['cat', '/etc/greeting'], t.signal)).toMatchObject({
    exitCode: 0,
    stdout: 'good morning\n',
  });
  expect(await verbs.logTail(id, 5, t.signal)).toEqual(['good morning']);
  await verbs.remove(id, 0, t.signal);
  expect(await verbs.inspect(id, t.signal)).toBeUndefined();
});

it('gives a byte stream to a command: its input, its output, its end, and its words when it cannot', async () => {
  const id = await t.runBody('streams', { Cmd: ['sleep', '1000'] }, t.labels);
  const cat = await verbs.openExec(id, ['cat'], t.signal);
  const bytes = randomBytes(3_000_000);
  cat.end(bytes);
  expect((await buffer(cat)).equals(bytes)).toBe(true);
  const fails = await verbs.openExec(id, ['cat', '/no/such/file'], t.signal);
  await expect(buffer(fails)).rejects.toThrow(/^cat: .*\/no\/such\/file/);
  await verbs.remove(id, 0, t.signal);
});

it('makes a labelled volume with its container, which has the labels on every engine', async () => {
  const mount = { Type: 'volume', Source: `${t.run}-data`, Target: '/data', VolumeOptions: { Labels: t.labels } };
  const body = { Image: SMALL_IMAGE, Labels: t.labels, HostConfig: { Mounts: [mount] } };
  const id = await verbs.create(`${t.run}-keeper`, body, t.signal);
  const volume = await t.engine.call('inspect', t.signal, (docker) => docker.getVolume(mount.Source).inspect());
  expect(volume.Labels).toEqual(t.labels);
  await verbs.remove(id, 0, t.signal);
  await t.engine.call('remove', t.signal, (docker) => docker.getVolume(mount.Source).remove());
});

it('tells a missing image by the status', async () => {
  const create = verbs.create(`${t.run}-none`, { Image: 'smolfaas.local/none:none', Labels: t.labels }, t.signal);
  await expect(create).rejects.toMatchObject({ code: 'engine-error', facts: { status: 404 } });
});

it('tells why an image could not be pulled', async () => {
  await expect(verbs.pull('smolfaas.local/none:none', t.signal)).rejects.toMatchObject({
    code: 'image-pull-failed',
    facts: {
      reference: 'smolfaas.local/none:none',
      registry: 'smolfaas.local',
      why: 'no-dns',
      message: expect.stringContaining('smolfaas.local'),
    },
  });
});
