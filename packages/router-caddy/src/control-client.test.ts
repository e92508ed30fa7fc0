/**
 * Calls that share connections, against a real HTTP server on loopback.
 */
import { once } from 'node:events';
import { Agent, createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { callControl } from './control-client.js';

let server: Server;
let sockets: Socket[];
afterEach(() => server.close());

/** @param answersOf how many requests each connection answers, before it is cut at the next one */
async function serve(answersOf: number) {
  sockets = [];
  const answered = new Map<Socket, number>();
  server = createServer(({ socket }, response) => {
    const count = (answered.get(socket) ?? 0) + 1;
    answered.set(socket, count);
    if (count > answersOf) socket.destroy();
    else response.end('ok');
  }).on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { name: 'router', token: 't', published: { host: '127.0.0.1', port: address.port } };
}

const CALL = { method: 'GET', path: '/probe', deadlineMs: 2000 } as const;
const { signal } = new AbortController();

test('calls with an agent share a connection, others have their own', async () => {
  const address = await serve(Infinity);
  const agent = new Agent({ keepAlive: true });
  for (let n = 0; n < 3; n += 1) expect((await callControl(address, { ...CALL, agent }, signal)).body).toBe('ok');
  expect(sockets).toHaveLength(1);
  await callControl(address, CALL, signal);
  await callControl(address, CALL, signal);
  expect(sockets).toHaveLength(3);
  agent.destroy();
});

test('a call whose used connection has ended is sent again, once', async () => {
  const address = await serve(1);
  const agent = new Agent({ keepAlive: true });
  await callControl(address, { ...CALL, agent }, signal);
  expect((await callControl(address, { ...CALL, agent }, signal)).body).toBe('ok');
  expect(sockets).toHaveLength(2);
  agent.destroy();
});

test('a call that fails on a new connection is not sent again', async () => {
  const address = await serve(0);
  const agent = new Agent({ keepAlive: true });
  await expect(callControl(address, { ...CALL, agent }, signal)).rejects.toMatchObject({ code: 'router-unreachable' });
  expect(sockets).toHaveLength(1);
  agent.destroy();
});
