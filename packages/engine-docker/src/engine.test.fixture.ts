/**
 * Support for tests against a real engine: a connection, names that are unique to each run, and a
 * cleanup that removes exactly those.
 *
 * Everything that a test creates carries the run's project label or the test label, even an object
 * that plays a foreign one.
 */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { type ContainerSpec, LABEL, type Labels } from '@smolfaas/core';
import { vi } from 'vitest';
import { ANONYMOUS } from './anonymous.test.fixture.js';
import { SMALL_IMAGE } from './small-image.test.fixture.js';
import { connectFirst } from './connection/connect.js';
import type { Connection } from './connection/connection.js';
import { containerEngine } from './containers/container-engine.js';
import { findEndpoints } from './endpoint/find-endpoints.js';
import { hostFiles } from './endpoint/client-host.js';

const TEST_LABEL = 'dev.smolfaas.test';

export interface TestEngine {
  readonly engine: Connection;
  /** Random, and part of every name. */
  readonly run: string;
  /** Labels of this run's project. */
  readonly labels: Labels;
  /** Labels of foreign objects. */
  readonly foreign: Labels;
  readonly signal: AbortSignal;
  /** A function's container that runs `command` (default: it sleeps and exits on SIGTERM). */
  spec(name: string, network: string, more?: Partial<ContainerSpec>): ContainerSpec;
  /** Creates and starts a container of the small image from a body, with these labels. */
  runBody(name: string, body: object, labels: Labels): Promise<string>;
  sweep(): Promise<void>;
}

export async function testEngine(): Promise<TestEngine> {
  const signal = AbortSignal.timeout(170_000);
  const place = { env: process.env, home: homedir(), files: hostFiles };
  const engine = await connectFirst(findEndpoints(place), signal);
  const run = `smt-${randomBytes(4).toString('hex')}`;
  const labels = { [LABEL.project]: run, [TEST_LABEL]: run };
  const foreign = { [TEST_LABEL]: run };
  return {
    engine,
    run,
    labels,
    foreign,
    signal,
    spec: (name, network, more) => ({
      function: name,
      generation: 1,
      name: `${run}-${name}`,
      alias: `${name}-alias`,
      address: `1.${name}-alias`,
      instance: 1,
      image: SMALL_IMAGE,
      network,
      env: { PORT: '8000' },
      labels: { ...labels, [LABEL.function]: name },
      memoryBytes: 64 << 20,
      cpuShares: 128,
      pids: 64,
      readOnlyRoot: true,
      init: true,
      ...more,
    }),
    async runBody(name, body, ownLabels) {
      const verbs = containerEngine(engine, ANONYMOUS);
      const id = await verbs.create(`${run}-${name}`, { Image: SMALL_IMAGE, ...body, Labels: ownLabels }, signal);
      await verbs.start(id, signal);
      return id;
    },
    sweep: () => sweep(engine, run),
  };
}

async function sweep(engine: Connection, run: string): Promise<void> {
  const filters = { label: [`${TEST_LABEL}=${run}`] };
  const signal = AbortSignal.timeout(60_000);
  await engine.call('sweep', signal, async (docker) => {
    // An engine releases a container's endpoint a moment after the container is gone.
    const removed = async () => {
      const left = await docker.listContainers({ all: true, filters });
      await Promise.all(left.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
      const networks = await docker.listNetworks({ filters });
      await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()));
    };
    await vi.waitFor(removed, { timeout: 20_000, interval: 100 });
    const { Volumes } = await docker.listVolumes({ filters });
    await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove()));
    const images = await docker.listImages({ filters });
    await Promise.all(images.map(({ Id }) => docker.getImage(Id).remove({ force: true })));
  });
  engine.close();
}
