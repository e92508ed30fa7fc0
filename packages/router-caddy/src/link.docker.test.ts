/**
 * Tests the control link against a real Caddy: pushes and their failures, drift, probes,
 * connections, and what clients notice.
 */
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouterLink } from '@smolfaas/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { controlAddress } from './await-control.js';
import { renderConfig } from './config.js';
import { callControl, type ControlAddress } from './control-client.js';
import { docker, dockerodeEngine } from './dockerode-engine.test.fixture.js';
import { at } from './json-path.js';
import { createLink } from './link.js';
import { lossyProxy } from './lossy-proxy.test.fixture.js';
import { FENCED } from './write-routes.js';
import { ask, underLoad } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

let world: World;
let link: RouterLink;
let address: ControlAddress;
let port: number;
let id: string;
let a: string;
beforeAll(async () => {
  world = await createWorld();
  link = await manager.ensure(world.spec, undefined, never);
  const facts = await dockerodeEngine.inspect(world.spec.name, never);
  const found = facts && controlAddress(dockerodeEngine, world.spec.name, facts);
  if (!facts || !found?.published) throw new Error('the router has no control address');
  [address, port, id] = [found, found.published.port, facts.id];
  a = await world.addFunction('a');
  await world.ready(link, a, await world.addFunction('b'), await world.addFunction('c'));
  await link.push(world.table('a', 'b'), never);
});
afterAll(() => world.destroy());

/** A link that uses only this port. */
const linkAt = (published: number) =>
  createLink({ ...address, published: { host: '127.0.0.1', port: published }, inside: undefined }, id, dockerodeEngine);

/** Name of the function that sent this response. */
const nameIn = (body: string): unknown => at(JSON.parse(body), 'name');

test('what was pushed is read back, whole', async () => {
  expect(await link.read(never)).toEqual({ table: world.table('a', 'b'), intact: true });
});

test('an equal table sends nothing, in whatever order it comes; other routes are no load', async () => {
  const proxy = await lossyProxy(port);
  const watched = linkAt(proxy.port);
  await watched.push(world.table('b', 'a'), never);
  expect(proxy.calls.toSorted()).toEqual(['GET /config/', 'GET /upstreams']);
  await watched.push(world.table('a'), never);
  await watched.push({ ...world.table('a', 'b'), hideVersion: true }, never);
  expect(proxy.calls.filter((call) => !call.startsWith('GET /'))).toEqual(['POST /load']);
  await link.push(world.table('a', 'b'), never);
  proxy.close();
});

test('a load whose answer is lost is checked, not repeated', async () => {
  const proxy = await lossyProxy(port);
  proxy.loseLoads();
  const lossy = linkAt(proxy.port);
  const hidden = { ...world.table('a', 'b', 'c'), hideVersion: true } as const;
  await lossy.push(hidden, never);
  expect(proxy.calls.filter((call) => call === 'POST /load')).toHaveLength(1);
  expect((await link.read(never)).table).toEqual(hidden);
  await link.push(world.table('a', 'b', 'c'), never);
  proxy.close();
});

test('a refused configuration gives Caddy’s own words, and the old one keeps serving', async () => {
  const authority = '/data/caddy/pki/authorities/local'; // Caddy reads it again with each configuration
  await dockerodeEngine.exec(id, ['chmod', '000', authority], never);
  await expect(link.push({ ...world.table('a'), hideVersion: true }, never)).rejects.toMatchObject({
    code: 'router-rejected-config',
    facts: { message: expect.stringContaining('permission denied') },
  });
  await dockerodeEngine.exec(id, ['chmod', '700', authority], never);
  expect((await link.read(never)).table).toEqual(world.table('a', 'b', 'c'));
  expect((await ask(world.spec.httpsPort, '/invoke/c')).status).toBe(200);
});

test('a change by hand is seen, and the next push takes it back', async () => {
  const config = JSON.parse(JSON.stringify(renderConfig(world.table('a', 'b', 'c'))));
  Object.assign(at(config, 'apps', 'http') ?? {}, { grace_period: '1s' });
  const headers = { 'content-type': 'application/json' };
  const load = { method: 'POST', path: '/load', headers, body: JSON.stringify(config), deadlineMs: 5_000 } as const;
  // The control server is reloaded with everything else, so its response may be lost. The read
  // below shows that the load took effect.
  const status = await callControl(address, load, never).then(
    (answer) => answer.status,
    (error: unknown) => at(error, 'code'),
  );
  expect([200, 'router-unreachable']).toContain(status);
  await expect.poll(() => link.read(never)).toEqual({ table: world.table('a', 'b', 'c'), intact: false });
  await link.push(world.table('a', 'b', 'c'), never);
  expect((await link.read(never)).intact).toBe(true);
});

test('the configuration holds no token', async () => {
  const { body } = await callControl(address, { method: 'GET', path: '/config/', deadlineMs: 5_000 }, never);
  expect(body).not.toContain(address.token);
});

test('a probe tells what is at the other end', async () => {
  expect(await link.probe(a, 2_000, never)).toEqual({ kind: 'answered', status: 200 });
  expect(await link.probe('nobody', 5_000, never)).toMatchObject({ kind: 'unresolved' });
  const silent = await world.addServer('silent', 'require("net").createServer(() => {}).listen(8000)');
  const rude = await world.addServer('rude', 'require("net").createServer((s) => s.end("hello\\r\\n")).listen(8000)');
  const failing = await world.addServer(
    'failing',
    'require("http").createServer((_, r) => { r.statusCode = 502; r.end() }).listen(8000)',
  );
  const elsewhere = await world.addServer('elsewhere', 'require("http").createServer().listen(3000)');
  await expect
    .poll(() => link.probe(failing, 2_000, never), { timeout: 5_000 })
    .toEqual({ kind: 'answered', status: 502 });
  await expect.poll(() => link.probe(rude, 2_000, never), { timeout: 5_000 }).toMatchObject({ kind: 'closed' });
  expect(await link.probe(silent, 500, never)).toMatchObject({ kind: 'timeout' });
  expect(await link.probe(elsewhere, 2_000, never)).toMatchObject({ kind: 'refused' });
});

test('a probe of another path asks exactly that, and shows the function nothing of how', async () => {
  const picky = await world.addServer(
    'picky',
    `require("http").createServer((q, r) => {
       const shown = Object.keys(q.headers).filter((name) => /^x-(path|upstream|protocol)|authorization/.test(name));
       r.statusCode = q.method === 'GET' && q.url === '/a%20b/ready' && shown.length === 0 ? 204 : 404; r.end();
     }).listen(8000)`,
  );
  const probe = (path?: string) => link.probe(picky, 2_000, never, path);
  await expect.poll(() => probe('/a%20b/ready'), { timeout: 5_000 }).toEqual({ kind: 'answered', status: 204 });
  expect(await probe()).toEqual({ kind: 'answered', status: 404 });
  expect(await probe('/')).toEqual({ kind: 'answered', status: 404 });
});

test('a probe tells a server that resets HTTP/1.1 and speaks HTTP/2 from one that only resets', async () => {
  // An empty SETTINGS frame, and a HEADERS frame that ends stream 1 with status 200.
  const answer = ['000000040000000000', '00000101050000000188'].join('');
  const resetting = (accepts: string) =>
    `require('net').createServer((s) => s.once('data', (d) => {
       if (${accepts}) s.write(Buffer.from('${answer}', 'hex'));
       else s.resetAndDestroy();
     }).on('error', () => {})).listen(8000)`;
  const [modern, broken] = [
    await world.addServer('modern', resetting("String(d).startsWith('PRI')")),
    await world.addServer('broken', resetting('false')),
  ];
  const found = (upstream: string) => expect.poll(() => link.probe(upstream, 2_000, never), { timeout: 5_000 });
  await found(modern).toMatchObject({ kind: 'closed', http2: true });
  await found(broken).toEqual({ kind: 'closed', detail: expect.stringContaining('reset by peer') });
});

test('a probe carries neither the token nor its own headers to the function', async () => {
  const mirror =
    'require("http").createServer((q, r) => r.writeHead(200, {"x-saw": JSON.stringify(q.headers)}).end()).listen(8000)';
  const upstream = await world.addServer('mirror', mirror);
  await world.ready(link, upstream);
  const request = { method: 'GET', path: '/probe', headers: { 'X-Upstream': upstream }, deadlineMs: 2_000 } as const;
  const { headers } = await callControl(address, request, never);
  expect(headers['x-saw']).toMatch(/^\{"/);
  expect(headers['x-saw']).not.toMatch(/authorization|x-upstream|x-protocol/);
  expect(headers['x-saw']).not.toContain(address.token);
});

test('connections are counted per upstream, and end', async () => {
  expect(await link.connections(a, never)).toBe(0);
  const slow = Promise.all([1, 2, 3].map(() => ask(world.spec.httpsPort, '/invoke/a/slow?ms=700')));
  await expect.poll(() => link.connections(a, never)).toBe(3);
  expect(await link.connections(world.spec.name.replace('-router', '-b'), never)).toBe(0);
  expect(await link.connections('nobody', never)).toBe(0);
  await slow;
  await expect.poll(() => link.connections(a, never), { timeout: 3_000 }).toBe(0);
});

test('an unreachable control server and an abort are told apart', async () => {
  const nowhere = linkAt(1);
  await expect(nowhere.read(never)).rejects.toMatchObject({
    code: 'router-unreachable',
    facts: { name: world.spec.name },
  });
  const stop = new Error('stop');
  await expect(link.read(AbortSignal.abort(stop))).rejects.toBe(stop);
  const stopping = new AbortController();
  const waiting = link.probe(world.spec.name.replace('-router', '-silent'), 5_000, stopping.signal);
  setTimeout(() => stopping.abort(stop), 50);
  await expect(waiting).rejects.toBe(stop);
});

test('twenty-one switches of upstream lose no request, and load nothing', async () => {
  const proxy = await lossyProxy(port);
  const watched = linkAt(proxy.port);
  const next = await world.addFunction('a2');
  await world.ready(link, next);
  await link.push(world.table('a', 'b'), never);
  const moved = { ...world.table('a', 'b'), routes: [{ function: 'a', upstream: next }, ...world.table('b').routes] };
  const load = await underLoad(world.spec.httpsPort, '/invoke/a', 50, async () => {
    for (let n = 1; n <= 21; n++) {
      await watched.push(n % 2 === 1 ? moved : world.table('a', 'b'), never);
      await sleep(50);
    }
  });
  expect(load.failures).toEqual([]);
  expect(load.sent).toBeGreaterThan(50);
  expect(new Set(load.bodies.map(nameIn))).toEqual(new Set(['a', 'a2']));
  expect(proxy.calls).not.toContain('POST /load');
  proxy.close();
});

test('a request finds its function also when it moves while the router looks for it', async () => {
  await link.push(world.table('a', 'b'), never);
  const other = world.spec.name.replace('-router', '-a2');
  const swing = 'n=0; while [ $n -lt 1000 ]; do mv "$1" "$2" && mv "$2" "$1"; n=$((n+1)); done';
  const load = await underLoad(world.spec.httpsPort, '/invoke/a', 400, async () => {
    const [from, to] = [a, other].map((upstream) => `/data/routes/a/${upstream}`);
    await dockerodeEngine.exec(id, ['sh', '-c', swing, 'sh', from ?? '', to ?? ''], never);
  });
  expect(load.failures).toEqual([]);
  expect(load.sent).toBeGreaterThan(200);
});

test('after a switch the new one answers, and the old one drains', async () => {
  const load = await underLoad(world.spec.httpsPort, '/invoke/a', 50, async () => {
    await sleep(300);
    await link.push(world.table('a', 'b'), never);
    while ((await link.connections(world.spec.name.replace('-router', '-a2'), never)) > 0) await sleep(50);
    await world.removeFunction('a2');
    await sleep(300);
  });
  expect(load.failures).toEqual([]);
});

test('twenty functions come and go, and requests to another one are all answered', async () => {
  const load = await underLoad(world.spec.httpsPort, '/invoke/a', 100, async () => {
    for (let n = 0; n < 20; n++) {
      await sleep(150);
      await link.push(n % 2 === 0 ? world.table('a') : world.table('a', 'b', 'c'), never);
    }
  });
  expect(load.failures).toEqual([]);
  expect(load.sent).toBeGreaterThan(200);
  expect(load.bodies.map(nameIn).every((name) => name === 'a')).toBe(true);
});

test('a write that is late does nothing: after a fence, and after another write', async () => {
  const held = holdBack(1);
  const late = createLink(address, id, held.engine).push(world.table('b', 'c'), never);
  await held.reached;
  await link.fence(never);
  held.release();
  await late; // it found that it was too late, read again, and wrote against what it read
  expect((await link.read(never)).table).toEqual(world.table('b', 'c'));

  const given = holdBack(1);
  const stop = new AbortController();
  const abandoned = createLink(address, id, given.engine).push(world.table('a'), stop.signal);
  await given.reached;
  stop.abort(new Error('10 s are over'));
  await expect(abandoned).rejects.toThrow('10 s are over');
  await link.push(world.table('a', 'c'), never);
  given.release();
  expect(await given.ended).toBe(FENCED);
  expect((await link.read(never)).table).toEqual(world.table('a', 'c'));
});

/**
 * An engine whose n-th exec starts only when the test releases it, whatever its caller does
 * meanwhile: a slow engine.
 */
function holdBack(nth: number) {
  let count = 0;
  const [released, reached, ended] = [new EventEmitter(), new EventEmitter(), new EventEmitter()];
  const exec: typeof dockerodeEngine.exec = async (container, argv, signal) => {
    count += 1;
    if (count !== nth) return dockerodeEngine.exec(container, argv, signal);
    reached.emit('so');
    const running = once(released, 'so').then(() => dockerodeEngine.exec(container, argv, never));
    void running.then(({ exitCode }) => ended.emit('so', exitCode));
    const given = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );
    return Promise.race([running, given]);
  };
  const end = once(ended, 'so').then(([exitCode]) => Number(exitCode));
  return {
    engine: { ...dockerodeEngine, exec },
    reached: once(reached, 'so'),
    ended: end,
    release: () => released.emit('so'),
  };
}

test('a function that is away for a moment costs a pause, not an error; nothing arrives twice', async () => {
  await link.push(world.table('b', 'c'), never);
  await docker.getContainer(world.spec.name.replace('-router', '-b')).stop();
  const post = ask(world.spec.httpsPort, '/invoke/b', { method: 'POST', body: 'once' });
  await sleep(300);
  await docker.getContainer(world.spec.name.replace('-router', '-b')).start();
  expect(JSON.parse((await post).body)).toMatchObject({ method: 'POST', body: 'once' });
});
