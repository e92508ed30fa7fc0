/**
 * The engine of this machine, and one small image on it that sleeps or serves, for the suites of
 * managers.
 *
 * The image has no label of SmolFaaS: containers inherit their image's labels, and some of them act
 * as foreign containers.
 */
import { randomBytes } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import type { Engine } from '@smolfaas/core';
import { chooseBases } from '@smolfaas/core/stages.js';
import { connectEngine } from '@smolfaas/engine-docker';
import { image, marshal, mkdir } from '@smolfaas/llb';

const BASES = {
  bases: { small: { image: 'docker.io/library/alpine:3.22', standIn: 'smolfaas.local/base/static:trixie' } },
};
const NOTHING = { containerNames: [], networkName: '', volumeNames: [] };

export function realEngine(): Promise<Engine> {
  return connectEngine({ env: process.env, home: homedir() });
}

export interface TestImage {
  readonly id: string;
  remove(): Promise<void>;
}

/** An image that answers HTTP on port 8000 and ends at SIGTERM under an init. */
export async function serverImage(engine: Engine): Promise<TestImage> {
  return commandImage(engine, ['httpd', '-f', '-p', '8000', '-h', '/served']);
}

/** An image that prints which certificates it finds, and then sleeps for a long time. */
export async function sleeperImage(engine: Engine): Promise<TestImage> {
  return commandImage(engine, ['sh', '-c', '[ -z "$SSL_CERT_FILE" ] || cat "$SSL_CERT_FILE"; exec sleep 1000']);
}

async function commandImage(engine: Engine, command: readonly string[]): Promise<TestImage> {
  const signal = AbortSignal.timeout(120_000);
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const seen = await engine.observe(NOTHING, signal);
  const base = chooseBases(BASES, {}, seen.images)['small'] ?? '';
  const { os, architecture } = seen.engine.platform;
  const Env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  const definition = marshal(image(base, { resolveMode: 'local' }).file([mkdir('/served')])).bytes;
  const request = {
    function: run,
    input: {
      kind: 'llb',
      definition,
      config: { os, architecture, config: { Env, Cmd: command, User: '65532:65532' } },
    },
    tags: [`${run}:1`],
    labels: {},
    source: { root: tmpdir(), entries: [] },
    secrets: {},
    sharedKey: run,
    timeoutMs: 60_000,
  } as const;
  const builder = await engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, signal);
  const { id } = await builder.build(request, () => undefined, signal);
  return { id, remove: () => engine.images.remove(`${run}:1`, AbortSignal.timeout(30_000)) };
}
