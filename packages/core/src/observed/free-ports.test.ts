import { expect, test } from 'vitest';
import type { HostPorts } from '../contract/host-ports.js';
import type { ObservedContainer } from '../contract/observed.js';
import { openAddresses, requireFreePorts } from './free-ports.js';

const wanted = { bind: ['127.0.0.1', '::1'], ports: [80, 443] };
const taken = (port: number): HostPorts => ({
  holder: async (address, asked) =>
    address === '127.0.0.1' && asked === port ? { process: 'nginx', pid: 123 } : undefined,
});
const publishing = (name: string, ip: string, hostPort: number, state: ObservedContainer['state'] = 'running') => ({
  id: name,
  name,
  state,
  imageId: '',
  labels: {},
  networks: [],
  ports: [{ ip, hostPort, containerPort: 80 }],
});

test('free ports are fine', async () => {
  await expect(requireFreePorts(wanted, taken(8080), undefined, [])).resolves.toBeUndefined();
});

test('a taken one is named with its process', async () => {
  await expect(requireFreePorts(wanted, taken(443), undefined, [])).rejects.toMatchObject({
    code: 'port-taken',
    facts: { port: 443, address: '127.0.0.1', process: 'nginx', pid: 123 },
  });
});

test('a container that publishes it is named instead of the engine’s proxy', async () => {
  const web = publishing('web', '0.0.0.0', 80);
  await expect(requireFreePorts(wanted, taken(80), undefined, [web])).rejects.toMatchObject({
    facts: { container: 'web' },
  });
});

test('our own running router may hold it, paused as well; a stopped one does not', async () => {
  await requireFreePorts(wanted, taken(80), publishing('router', '127.0.0.1', 80), []);
  await requireFreePorts(wanted, taken(80), publishing('router', '127.0.0.1', 80, 'paused'), []);
  const stopped = publishing('router', '127.0.0.1', 80, 'exited');
  await expect(requireFreePorts(wanted, taken(80), stopped, [])).rejects.toMatchObject({ code: 'port-taken' });
});

test('addresses that reach beyond this machine', () => {
  expect(openAddresses(['127.0.0.1', '::1', '0.0.0.0', '::'])).toEqual(['0.0.0.0', '::']);
});
