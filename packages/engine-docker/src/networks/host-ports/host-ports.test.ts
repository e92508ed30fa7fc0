import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { hostPorts } from './host-ports.js';
import { listeningInodes } from './port-owner.js';

const onLinux = process.platform === 'linux';
const local = hostPorts({ isLocal: true, isRootless: () => Promise.resolve(false) });

async function listenOn(address: string): Promise<{ port: number; close: () => void }> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return { port: bound.port, close: () => server.close() };
}

it('finds the process that holds a port, on that address or on all', async () => {
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    const { port, close } = await listenOn(address);
    const found = await local.holder('127.0.0.1', port);
    expect(found).toBeDefined();
    expect(found?.pid).toBe(onLinux ? process.pid : undefined);
    close();
    expect(await local.holder('127.0.0.1', port)).toBeUndefined();
  }
});

it('does not take a port on another address for this one', async () => {
  const { port, close } = await listenOn('127.0.0.2');
  expect(await local.holder('127.0.0.1', port)).toBeUndefined();
  close();
});

it('takes an address that this host does not have as free', async () => {
  expect(await local.holder('203.0.113.7', 8080)).toBeUndefined();
});

it('says nothing about the ports of another machine', async () => {
  const { port, close } = await listenOn('127.0.0.1');
  const remote = hostPorts({ isLocal: false, isRootless: () => Promise.reject(new Error('not asked')) });
  expect(await remote.holder('127.0.0.1', port)).toBeUndefined();
  close();
});

it('reads inodes of listening sockets only', () => {
  const table = `  0: 00000000:0050 00000000:0000 0A 0:0 0:0 0 0 0 111 1
  1: 00000000:0050 0100007F:1234 01 0:0 0:0 0 0 0 222 1
  2: 00000000:1F90 00000000:0000 0A 0:0 0:0 0 0 0 333 1`;
  expect([...listeningInodes(table, 80)]).toEqual(['111']);
});
