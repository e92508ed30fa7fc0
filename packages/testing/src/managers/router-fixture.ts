/**
 * Names and helpers of one run of the router's suite: a network, one function that answers, and
 * router specs of the run's own project.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  type CaddyManager,
  LABEL,
  type ObservedContainer,
  type RouterLink,
  type RouterSpec,
  type RouteTable,
} from '@smolfaas/core';
import { type EngineObjects, sweep } from './sweep.js';

/** A CaddyManager under test. */
export interface CaddyManagerSubject {
  readonly manager: CaddyManager;
  /** Makes the network and the function behind the router, and observes them. */
  readonly engine: EngineObjects;
  /** Reference of a Caddy image that the engine has. */
  readonly image: string;
  /** Id of an image that answers HTTP on port 8000. */
  readonly server: string;
  /** A reference that neither the engine nor a registry has. */
  readonly missingImage: string;
}

export interface RouterFixture extends CaddyManagerSubject {
  readonly signal: AbortSignal;
  readonly run: string;
  /** A router's spec on free ports. The network exists when it resolves. */
  readonly spec: (changes?: Partial<RouterSpec>) => Promise<RouterSpec>;
  /** The container of this name. */
  readonly seen: (name: string) => Promise<ObservedContainer | undefined>;
  /** A running router of the run's usual spec. */
  readonly running: () => Promise<RouterLink>;
  /** Starts a function once; returns its upstream. */
  readonly upstream: () => Promise<string>;
  readonly table: (...routes: RouteTable['routes']) => Promise<RouteTable>;
  readonly close: () => Promise<void>;
}

export function routerFixture(subject: CaddyManagerSubject): RouterFixture {
  const { manager, engine, image, server } = subject;
  const run = `smolfaas-test-${randomBytes(4).toString('hex')}`;
  const labels = { [LABEL.project]: run };
  const { signal } = new AbortController();
  const scope = { containerNames: [], networkName: run, volumeNames: [`${run}-data`] };
  let ports: Promise<readonly [number, number]> | undefined;
  let started: Promise<string> | undefined;
  const spec: RouterFixture['spec'] = async (changes) => {
    const [httpPort, httpsPort] = await (ports ??= freePorts());
    await engine.networks.ensure(run, labels, signal);
    const role = { ...labels, [LABEL.role]: 'router' };
    const names = { name: `${run}-router`, network: run, volume: `${run}-data` };
    return { ...names, image, httpPort, httpsPort, bind: ['127.0.0.1'], labels: role, ...changes };
  };
  const seen: RouterFixture['seen'] = async (name) =>
    (await engine.observe(scope, signal)).containers.find((one) => one.name === name);
  return {
    ...subject,
    run,
    signal,
    spec,
    seen,
    async running() {
      const wanted = await spec();
      return manager.ensure(wanted, await seen(wanted.name), signal);
    },
    upstream: () => (started ??= startServer(engine, run, server, signal)),
    table: async (...routes) => ({ addr: 'fn.localhost', httpsPort: (await spec()).httpsPort, routes }),
    close: () => sweep(engine, run, scope),
  };
}

async function startServer(engine: EngineObjects, run: string, image: string, signal: AbortSignal) {
  const name = `${run}-fn`;
  const labels = { [LABEL.project]: run, [LABEL.role]: 'function', [LABEL.function]: 'fn' };
  const limits = { memoryBytes: 64 << 20, cpuShares: 128, pids: 64, readOnlyRoot: true, init: true };
  await engine.networks.ensure(run, { [LABEL.project]: run }, signal);
  const spec = {
    function: 'fn',
    generation: 1,
    instance: 1,
    name,
    alias: name,
    address: `1.${name}`,
    image,
    network: run,
    env: {},
    labels,
    ...limits,
  };
  await engine.functions.start(spec, signal);
  return name;
}

async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports = servers.map(async (server) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  const [http = 0, https = 0] = await Promise.all(ports);
  for (const server of servers) server.close();
  return [http, https];
}
