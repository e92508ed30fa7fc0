/**
 * Tests the edge cases of HTTP that docs/http.md promises: malformed bodies, `Expect:
 * 100-continue`, trailers, and targets that Go would change. Every request is sent byte for byte as
 * written, and the function reports what arrived.
 */
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get, rawTls } from './raw-http.test.fixture.js';
import { ADDR, ask } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

/**
 * Records how each request ended; `/seen` returns the record. `/refuse` responds 413 to an
 * expectation. `/busy` blocks for two seconds before it responds. `/trailers` responds with
 * trailers and returns those of the request.
 */
const RECORDER = `const seen = [];
const server = require('http').createServer((q, r) => {
  if (q.url === '/seen') return r.end(JSON.stringify(seen));
  let body = '';
  q.on('data', (d) => (body += d));
  q.on('error', () => undefined);
  q.on('close', () => q.complete || seen.push(q.url + ' cut off after ' + body));
  q.on('end', () => {
    seen.push(q.url + ' whole ' + body);
    if (q.url !== '/trailers') return r.end(body);
    r.writeHead(200, { Trailer: 'x-sum' });
    r.write(JSON.stringify({ trailers: q.trailers, announced: q.headers.trailer ?? '' }));
    r.addTrailers({ 'x-sum': '42' });
    r.end();
  });
});
server.on('checkContinue', (q, r) => {
  if (q.url === '/refuse') return r.writeHead(413, { connection: 'close' }).end('too large');
  if (q.url === '/busy') for (const until = Date.now() + 2000; Date.now() < until; );
  r.writeContinue();
  server.emit('request', q, r);
});
server.listen(8000)`;

/** Go uses the same words for malformed trailers, but here they are in the head of a response. */
const NONSENSE = `require('net').createServer((s) => {
  s.on('error', () => 0).once('data', () => s.end('HTTP/1.1 200 OK\\r\\nbad header\\r\\n\\r\\n'));
}).listen(8000)`;

let world: World;
let port: number;
beforeAll(async () => {
  world = await createWorld();
  port = world.spec.httpsPort;
  const link = await manager.ensure(world.spec, undefined, never);
  await world.ready(link, await world.addServer('r', RECORDER), await world.addFunction('a'));
  await world.addServer('bad', NONSENSE);
  await link.push(world.table('a', 'bad', 'r'), never);
});
afterAll(() => world.destroy());

const seen = async (): Promise<readonly string[]> => JSON.parse((await ask(port, '/invoke/r/seen')).body);
const post = (path: string, ...rest: readonly string[]) =>
  [`POST /invoke/r${path} HTTP/1.1`, `Host: ${ADDR}`, 'Connection: close', ...rest].join('\r\n');

describe('a body that is malformed', () => {
  test.each([
    ['a size that is no number', '/size', '4\r\nabcd\r\nxyz\r\n'],
    ['a chunk longer than its size', '/long', '4\r\nabcd\r\n2\r\nabcd\r\n0\r\n\r\n'],
    ['no line end after a chunk', '/end', '4\r\nabcd\r\n3\r\nabcXX0\r\n\r\n'],
    ['no size', '/no-size', '4\r\nabcd\r\n\r\nabcd\r\n'],
    ['a bare line feed', '/feed', '4\r\nabcd\r\n4\nabcd\n0\n\n'],
    ['a huge size', '/huge', '4\r\nabcd\r\nfffffffffffffffff\r\nabcd\r\n'],
    ['a trailer that is none', '/trailer', '4\r\nabcd\r\n0\r\nbad trailer\r\n\r\n'],
    ['a size without end', '/size-end', `4\r\nabcd\r\n${'0'.repeat(5000)}1\r\na\r\n0\r\n\r\n`],
  ])('%s: 400, and the function learns that the request is cut off', async (_, path, chunks) => {
    const { status, body } = await rawTls(port, ADDR, post(path, 'Transfer-Encoding: chunked', '', chunks));
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 400,
      body: { status: 400, error: 'Bad Request', message: 'The body of the request is malformed.' },
    });
    await expect.poll(seen).toContainEqual(expect.stringMatching(new RegExp(`^${path} cut off after `)));
    expect(await seen()).not.toContainEqual(expect.stringContaining(`${path} whole`));
  });

  test('a function that answers nonsense is still a 502', async () => {
    const answer = await ask(port, '/invoke/bad', { method: 'POST', body: 'abcd' });
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([502, 'The function did not answer.']);
  });
});

describe('characters that a URI does not allow', () => {
  const target = async (path: string) => {
    const { status, body } = await rawTls(port, ADDR, get(path, ADDR));
    return status === 200 ? JSON.parse(body).target : status;
  };
  test.each([
    ['/invoke/a/<%2fx', 400],
    ['/invoke/a/%2fx"y', 400],
    ['/invoke/a/{%3b}', 400],
    ['/invoke/a/\u00e9%2fx', 400],
    ['/invoke/a/%41^', 400],
    ['/invoke/a/<x', '/%3Cx'],
    ['/invoke/a/%3C%2fx', '/%3C%2fx'],
    ["/invoke/a/%2f!$&'()*+,;=:@[]~-._x", "/%2f!$&'()*+,;=:@[]~-._x"],
    ['/invoke/a/x?<%2f"', '/x?<%2f"'],
  ])('%s', async (path, expected) => {
    expect(await target(path)).toBe(expected);
  });
});

describe('Expect: 100-continue', () => {
  /** Sends the head, waits, sends the body after a 100 arrives, and returns everything received. */
  async function expecting(path: string): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port, servername: ADDR, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.write(post(path, 'Content-Length: 4', 'Expect: 100-continue', '', ''));
    const chunks: Buffer[] = [];
    const answer = () => Buffer.concat(chunks).toString('latin1');
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
    for (let waited = 0; chunks.length === 0 && waited < 5_000; waited += 20) await sleep(20);
    if (answer().startsWith('HTTP/1.1 100 ')) socket.write('abcd');
    if (!socket.readableEnded) await Promise.race([once(socket, 'end'), sleep(5_000)]);
    socket.destroy();
    return answer();
  }
  const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

  test('one 100, then the answer', async () => {
    const answer = await expecting('/expected');
    expect(statuses(answer)).toEqual([100, 200]);
    expect(answer).toMatch(/abcd$/);
  });

  test('a function refuses before the body is sent', async () => {
    expect(statuses(await expecting('/refuse'))).toEqual([413]);
    expect(await seen()).not.toContainEqual(expect.stringContaining('/refuse whole'));
  });

  test('a function that is busy for longer than a second', async () => {
    expect(statuses(await expecting('/busy'))).toEqual([100, 100, 200]);
  });
});

describe('trailers', () => {
  const fields = ['Transfer-Encoding: chunked', 'Trailer: X-Check', '', '4\r\nabcd\r\n0\r\nX-Check: 1\r\n\r\n'];

  test('those of a request do not arrive, those of an answer do, over HTTP/1.1', async () => {
    const { status, head, body } = await rawTls(port, ADDR, post('/trailers', 'TE: trailers', ...fields));
    expect(status).toBe(200);
    expect(body).toContain('{"trailers":{},"announced":"X-Check"}');
    expect(head).toMatch(/^Trailer: X-Sum$/im);
    expect(body).toMatch(/X-Sum: 42\r\n\r\n$/);
  });

  test('and over HTTP/2', async () => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { servername: ADDR, rejectUnauthorized: false });
    const options = { waitForTrailers: true };
    const stream = session.request(
      { ':path': '/invoke/r/trailers', ':method': 'POST', ':authority': ADDR, trailer: 'x-check' },
      options,
    );
    stream.once('wantTrailers', () => stream.sendTrailers({ 'x-check': '1' }));
    const trailers = once(stream, 'trailers');
    stream.end('abcd');
    expect(await text(stream)).toContain('"trailers":{}');
    expect((await trailers)[0]).toMatchObject({ 'x-sum': '42' });
    session.close();
  });
});
