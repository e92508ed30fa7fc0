/** Which ports a project takes, given what holds ports here. */
import { expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import type { HostPorts } from '../contract/host-ports.js';
import type { ObservedContainer } from '../contract/observed.js';
import { choosePorts, type PortInput } from './choose-ports.js';

/** Holders by port; `forbidden` are those that need more rights. */
const host = (held: readonly number[], forbidden: readonly number[] = []): HostPorts => ({
  async holder(address, port) {
    if (forbidden.includes(port)) throw new SmolfaasError('port-forbidden', { port, address });
    return held.includes(port) ? { process: 'nginx', pid: 1 } : undefined;
  },
});
const publishing = (name: string, ...ports: [host: number, container: number][]): ObservedContainer => ({
  id: name,
  name,
  state: 'running',
  imageId: '',
  labels: {},
  networks: [],
  ports: ports.map(([hostPort, containerPort]) => ({ ip: '127.0.0.1', hostPort, containerPort })),
});
const choose = async (changes: Partial<PortInput>) => {
  const { ports, yieldedTo } = await choosePorts({
    given: {},
    bind: ['127.0.0.1'],
    host: host([]),
    router: undefined,
    containers: [],
    taken: [],
    ...changes,
  });
  return [ports.httpPort, ports.httpsPort, ...(yieldedTo === undefined ? [] : [yieldedTo.port])];
};

test('80 and 443 where both are free, else the next pair of which both are', async () => {
  expect(await choose({})).toEqual([80, 443]);
  expect(await choose({ host: host([443]) })).toEqual([8080, 8443, 443]);
  expect(await choose({ host: host([80, 8443, 8081]) })).toEqual([8082, 8445, 80]);
});

test('not those that need more rights', async () => {
  expect(await choose({ host: host([], [80, 443]) })).toEqual([8080, 8443, 80]);
});

test('those of the running router, whatever else is free', async () => {
  const router = publishing('router', [8090, 80], [8453, 443]);
  expect(await choose({ router, containers: [router], host: host([8090, 8453]) })).toEqual([8090, 8453]);
});

test('not those that a container publishes, also where this host cannot tell', async () => {
  expect(await choose({ containers: [publishing('other', [80, 8000])] })).toEqual([8080, 8443, 80]);
});

test('not those that turned out to be in use when the router started', async () => {
  const use = { port: 8443, address: '127.0.0.1', forbidden: false };
  expect(await choose({ host: host([80]), taken: [use] })).toEqual([8081, 8444, 8443]);
});

test('what a user gave is taken as it is, and the other one differs from it', async () => {
  expect(await choose({ given: { httpPort: 80 }, host: host([80]) })).toEqual([80, 443]);
  expect(await choose({ given: { httpPort: 443 } })).toEqual([443, 8443]);
  expect(await choose({ given: { httpPort: 9000, httpsPort: 9001 }, host: host([9000]) })).toEqual([9000, 9001]);
});
