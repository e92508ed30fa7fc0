/**
 * Tests which request reaches which function, and which responses the router produces itself. Every
 * row is sent byte for byte as written.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RouterLink } from '@smolfaas/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { docker } from './dockerode-engine.test.fixture.js';
import { textAt } from './json-path.js';
import { get, rawTcp, rawTls } from './raw-http.test.fixture.js';
import { ADDR, ask } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

let world: World;
let link: RouterLink;
beforeAll(async () => {
  world = await createWorld();
  link = await manager.ensure(world.spec, undefined, never);
  await world.ready(link, await world.addFunction('a'), await world.addFunction('b'), await world.addFunction('a-b'));
  await link.push(world.table('a', 'a-b', 'b'), never);
});
afterAll(() => world.destroy());

/** The status, and which function received which raw target. */
async function outcome(target: string): Promise<string> {
  const { status, body } = await rawTls(world.spec.httpsPort, ADDR, get(target, ADDR));
  const name = body.startsWith('{') ? textAt(JSON.parse(body), 'name') : '';
  return name ? `${name} ${textAt(JSON.parse(body), 'target')}` : String(status);
}

test.each([
  ['/invoke/a', 'a /'],
  ['/invoke/a/', 'a /'],
  ['/invoke/a?x=1', 'a /?x=1'],
  ['/invoke/a-b/x', 'a-b /x'],
  ['/invoke/a/x?y=/../%2e%2e\\', 'a /x?y=/../%2e%2e\\'],
  ['/invoke/a//x//y', 'a //x//y'],
  ['/invoke/a//', 'a //'],
  ['/invoke/a/@scope%2fname', 'a /@scope%2fname'],
  ['/invoke/a/%252f..%252fb', 'a /%252f..%252fb'],
  ['/invoke/a/..;/b', 'a /..;/b'],
  ['/invoke/a/...', 'a /...'],
  ['/invoke/a/invoke/b', 'a /invoke/b'],
  [`https://${ADDR}/invoke/a/x`, 'a /x'],
])('%s is delivered', async (target, expected) => {
  expect(await outcome(target)).toBe(expected);
});

test.each([
  '/invoke/a/..%2fb',
  '/invoke/a/%2e%2e/b',
  '/invoke/a/.%2E%2Fb',
  '/invoke/a/../b',
  '/invoke/a/./b',
  '/invoke/a/b/..',
  '/invoke/a/..?x',
  '/invoke/a/%2e',
  '/invoke/a/\\b',
  '/invoke/a\\..\\b',
  '/invoke/a/%5cb',
  '/invoke/a/%5Cb',
  '/invoke/a/%00',
  '/invoke/a/<%2f..%2fb',
  '/invoke/a/%zz',
  'invoke/a',
  '*',
  'fn.localhost:443',
])('%s is refused', async (target) => {
  expect(await outcome(target)).toBe('400');
});

test.each([
  '/',
  '/nope',
  '/invoke',
  '/invoke/',
  '/invoke/nope',
  '/invoke/ab',
  '/invoke/A',
  '/Invoke/a',
  '/invoke/%61',
  '/invoke/a%2fx',
  '/invoke/a;x',
  '//invoke/a/x',
  '/invoke//a/x',
  '/health/',
  '/HEALTH',
  'http://evil/invoke/a/x',
])('%s leads nowhere', async (target) => {
  expect(await outcome(target)).toBe('404');
});

test('answers of its own are JSON and name nothing from the inside', async () => {
  const { status, headers, body } = await ask(world.spec.httpsPort, '/invoke/nope');
  expect([status, headers['content-type']]).toEqual([404, 'application/json']);
  expect(JSON.parse(body)).toEqual({ status: 404, error: 'Not Found', message: expect.any(String) });
  expect(body).not.toContain(world.spec.network);
});

test('/health answers, also with a query', async () => {
  expect((await ask(world.spec.httpsPort, '/health')).body).toBe('SmolFaaS Router OK');
  expect((await ask(world.spec.httpsPort, '/health?a=b')).status).toBe(200);
});

test.each(['evil', '127.0.0.1', 'a', 'a:8000', '[::1]'])('Host: %s is not served', async (host) => {
  expect((await rawTls(world.spec.httpsPort, /^[a-z]+$/.test(host) ? host : '', get('/invoke/a', host))).status).toBe(
    404,
  );
  expect((await rawTcp(world.spec.httpPort, get('/invoke/a', host))).status).toBe(404);
});

test('CONNECT leads nowhere; a host in another case is the same host', async () => {
  const connect = `CONNECT ${ADDR}:443 HTTP/1.1\r\nHost: ${ADDR}:443\r\nConnection: close\r\n\r\n`;
  expect((await rawTls(world.spec.httpsPort, ADDR, connect)).status).toBe(404);
  const { status } = await rawTls(world.spec.httpsPort, ADDR, get('/invoke/a', ADDR.toUpperCase()));
  expect(status).toBe(200);
});

test('HTTP redirects to the published port, with path and query, whatever they are', async () => {
  const to = async (target: string) => {
    const { status, head } = await rawTcp(world.spec.httpPort, get(target, `${ADDR}:${world.spec.httpPort}`));
    return [status, /^Location: (.*)$/m.exec(head)?.[1]];
  };
  const origin = `https://${ADDR}:${world.spec.httpsPort}`;
  expect(await to('/invoke/a/x?y=1')).toEqual([308, `${origin}/invoke/a/x?y=1`]);
  expect(await to('/health')).toEqual([308, `${origin}/health`]);
  expect(await to('//evil.com/')).toEqual([308, `${origin}//evil.com/`]);
  expect(await to('/invoke/a/..%2fb')).toEqual([400, undefined]);
});

test('curl -L posts a body through the HTTP address', async () => {
  const { httpPort, httpsPort } = world.spec;
  const resolve = [httpPort, httpsPort].flatMap((port) => ['--resolve', `${ADDR}:${port}:127.0.0.1`]);
  const post = [
    '-H',
    'Content-Type: application/json',
    '-d',
    '{"name":"world"}',
    `http://${ADDR}:${httpPort}/invoke/a`,
  ];
  const { stdout } = await promisify(execFile)('curl', ['-sSLk', '--noproxy', '*', ...resolve, ...post]);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'a', method: 'POST', body: '{"name":"world"}' });
});

test('what a client claims about forwarding is replaced, the rest passes', async () => {
  const claims = {
    'x-forwarded-for': '6.6.6.6',
    'x-forwarded-host': 'evil',
    'x-forwarded-prefix': '/evil',
    'x-forwarded-port': '1',
  };
  const more = {
    forwarded: 'for=6.6.6.6',
    'x-real-ip': '6.6.6.6',
    x_real_ip: '6',
    proxy: 'http://evil',
    connection: 'x-hop',
    'x-hop': '1',
  };
  const headers = { ...claims, ...more, 'x-own': 'stays' };
  const { body } = await ask(world.spec.httpsPort, '/invoke/a', { headers });
  const arrived = JSON.parse(body).headers;
  expect(body).not.toMatch(/evil|6\.6\.6\.6|x-hop|x_real/);
  expect(arrived).toMatchObject({ 'x-own': 'stays', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/invoke/a' });
  expect(arrived['x-forwarded-host']).toBe(`${ADDR}:${world.spec.httpsPort}`);
  expect(arrived['accept-encoding']).toBeUndefined();
});

test.each([
  ['302', '/login?a=/b#c', '/invoke/a-b/login?a=/b#c'],
  ['201', '/', '/invoke/a-b/'],
  ['500', '/invoke/a/x', '/invoke/a-b/invoke/a/x'],
  ['200', '/invoke/a-b', '/invoke/a-b'],
  ['307', '/invoke/a-b/x$1', '/invoke/a-b/x$1'],
  ['303', '/{http.request.host}$1', '/invoke/a-b/{http.request.host}$1'],
  ['301', '//evil/x', '//evil/x'],
  ['308', 'https://evil/x', 'https://evil/x'],
])('%s to %s is sent as %s', async (status, to, expected) => {
  const target = `/invoke/a-b/point?status=${status}&to=${encodeURIComponent(to)}`;
  const { headers, ...answer } = await ask(world.spec.httpsPort, target);
  expect(answer).toMatchObject({ status: Number(status), body: 'begun and ended' });
  expect([headers['location'], headers['content-location'], headers['refresh']]).toEqual([
    expected,
    expected,
    `0; url=${expected}`,
  ]);
  expect(headers['set-cookie']).toEqual(['a=b; Path=/']);
});

test('a 502 of the function stays its own; one of the router is JSON', async () => {
  expect(await ask(world.spec.httpsPort, '/invoke/a/502')).toMatchObject({ status: 502, body: 'mine' });
  await world.removeFunction('b');
  const gone = await ask(world.spec.httpsPort, '/invoke/b');
  expect(gone.status).toBe(502);
  expect(JSON.parse(gone.body)).toEqual({ status: 502, error: 'Bad Gateway', message: 'The function did not answer.' });
});

test('nothing is published but what the spec says, and nothing answers without the token', async () => {
  const facts = await docker.getContainer(world.spec.name).inspect();
  const published = Object.entries(facts.NetworkSettings.Ports).map(([port, at]) => [port, at?.map((b) => b.HostIp)]);
  expect(Object.fromEntries(published)).toEqual({
    '80/tcp': ['127.0.0.1'],
    '443/tcp': ['127.0.0.1'],
    '2020/tcp': ['127.0.0.1'],
  });
  const control = Number(facts.NetworkSettings.Ports['2020/tcp']?.[0]?.HostPort);
  for (const header of [
    'X: y',
    'Authorization: Bearer',
    'Authorization: Bearer 0',
    'Authorization: Bearer {env.SMOLFAAS_ROUTER_TOKEN}',
  ]) {
    const answer = await rawTcp(control, get('/config/', '127.0.0.1', header)).catch(() => ({ head: '', body: '' }));
    expect([answer.head, answer.body]).toEqual(['', '']);
  }
});

test('a function reaches neither the admin API nor the control server', async () => {
  const dial = `const [port, auth] = process.argv.slice(1);
    require('net').connect(+port, '${world.spec.name}').on('error', () => console.log('silent')).on('end', () => console.log('silent'))
      .on('data', (d) => console.log('ANSWER', String(d)))
      .end('GET /config/ HTTP/1.1\\r\\nHost: x\\r\\n' + auth + '\\r\\n\\r\\n')`;
  for (const [port, auth] of [
    ['2019', ''],
    ['2020', ''],
    ['2020', 'Authorization: Bearer x'],
  ] as const) {
    const run = await docker.getContainer(world.spec.name.replace('-router', '-a')).exec({
      Cmd: ['timeout', '5', 'node', '-e', dial, port, auth],
      AttachStdout: true,
      AttachStderr: true,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of await run.start({})) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).toString()).toContain('silent');
    expect(Buffer.concat(chunks).toString()).not.toContain('ANSWER');
  }
});
