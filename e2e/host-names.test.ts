/**
 * Addresses of functions besides `/invoke/<fn>`: a host name of its own, further routes, another port, a timeout, plain HTTP. A web
 * application with absolute redirects and cookies works there without a prefix, for a client that knows nothing but the root
 * certificate.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEvents } from './harness/event-streams.js';
import { nodeFunction, nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';
import { echoOver } from './harness/websocket.js';

/** Like many frameworks: a login that sets a cookie and redirects to an absolute path, and pages that need the cookie. */
const APP = `
const watchers = new Set();
const server = require('node:http').createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  const to = (location, headers) => response.writeHead(307, { location, ...headers }).end();
  if (pathname === '/login') return to('/docs', { 'set-cookie': 'session=42; Path=/; Secure' });
  if (pathname === '/signin') return to('https://' + request.headers.host + '/docs', { 'set-cookie': 'session=43; Path=/; Secure' });
  if (pathname === '/upload') {
    let bytes = 0;
    return void request.on('data', (chunk) => (bytes += chunk.length)).on('end', () => response.end(String(bytes)));
  }
  if (pathname === '/events') {
    watchers.add(response);
    return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\\n\\n');
  }
  if (pathname === '/end') {
    for (const watcher of watchers) watcher.end('data: last\\n\\n');
    return response.end();
  }
  if (pathname === '/docs') return response.end('docs ' + (request.headers.cookie ?? 'no cookie'));
  if (pathname === '/late') return setTimeout(() => response.end('late'), 2_000);
  response.end(JSON.stringify({ port: process.env.PORT, url: request.url, host: request.headers.host, prefix: request.headers['x-forwarded-prefix'] }));
});
server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = require('node:crypto').createHash('sha1').update(key).digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  socket.on('error', () => undefined).on('data', (f) => socket.write(Buffer.concat([Buffer.from([0x81, f[1] & 127]), f.subarray(6)])));
});
server.listen(3000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** More than any buffer on the way. */
const UPLOAD_BYTES = 100 * 1024 * 1024;

let project: TestProject;
const settings = (web: object, more: object = {}) =>
  writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, ...more, functions: { web } }));
const WEB = {
  port: 3000,
  timeout: '1s',
  routes: ['/shop', 'shop.localhost', { path: 'shop.localhost/v1', strip: true }],
};

beforeAll(async () => {
  project = await TestProject.create();
  await project.write('web', nodeScript(APP));
  await project.write('api', nodeFunction());
  await settings(WEB);
});
afterAll(() => project.dispose());

/** What curl gets that trusts the router's root; it resolves names below .localhost by itself. */
function curl(...args: readonly string[]): string {
  const root = join(project.dir, 'root.crt');
  const from = `${project.routerName}:/data/caddy/pki/authorities/smolfaas/root.crt`;
  execFileSync('docker', ['cp', from, root], { stdio: 'pipe' });
  return execFileSync('curl', ['-sS', '--noproxy', '*', '--cacert', root, ...args], { encoding: 'utf8' });
}

const seen = async (host: string, path: string) => JSON.parse((await project.call(path, { host })).body) as unknown;

test('a host name of its own serves the application at its root', async () => {
  const { stdout } = await project.expectRun(0, 'up');
  expect(stdout).toContain(`Host name: https://api.fn.localhost:${project.httpsPort}/`);
  const base = `https://web.fn.localhost:${project.httpsPort}`;
  expect(curl('-L', '-c', join(project.dir, 'jar'), `${base}/login`)).toBe('docs session=42');
  const own = { port: '3000', host: `web.fn.localhost:${project.httpsPort}` };
  for (const url of ['/health', '/invoke/api', '/a//b%2fc?d=/../'])
    expect(JSON.parse(curl(`${base}${url}`))).toEqual({ ...own, url });
  expect(JSON.parse(curl(`https://api.fn.localhost:${project.httpsPort}/x`))).toMatchObject({ path: '/x' });
  expect(curl('-L', `http://web.fn.localhost:${project.httpPort}/docs`)).toBe('docs no cookie');
  expect(await seen('fn.localhost', '/invoke/web/x')).toMatchObject({ url: '/x', prefix: '/invoke/web' });
});

test('streams, uploads and redirects to a whole URL work there as at the root of any server', async () => {
  const host = 'web.fn.localhost';
  const base = `https://${host}:${project.httpsPort}`;
  expect(curl('-L', '-c', join(project.dir, 'jar2'), `${base}/signin`)).toBe('docs session=43');
  expect(curl(`https://WEB.FN.LOCALHOST:${project.httpsPort}/docs`)).toBe('docs no cookie');
  expect(await echoOver(project.httpsPort, '/socket', 'there and back', host)).toBe('there and back');

  const clock = performance.now.bind(performance);
  const events = await openEvents(project.httpsPort, '/events', clock, host);
  await expect.poll(() => events.text()).toBe('data: first\n\n');
  await project.call('/end', { host });
  expect(await events.ended).toMatchObject({ complete: true });
  expect(events.text()).toBe('data: first\n\ndata: last\n\n');

  const file = join(project.dir, 'upload');
  await writeFile(file, Buffer.alloc(UPLOAD_BYTES));
  expect(curl('--data-binary', `@${file}`, `${base}/upload`)).toBe(String(UPLOAD_BYTES));
  expect(curl('-T', file, '-H', 'Transfer-Encoding: chunked', '--http1.1', `${base}/upload`)).toBe(
    String(UPLOAD_BYTES),
  );
});

test('routes lead to it as well', async () => {
  expect(await seen('fn.localhost', '/shop/x')).toEqual({ port: '3000', url: '/shop/x', host: 'fn.localhost' });
  expect(JSON.parse(curl(`https://shop.localhost:${project.httpsPort}/health`))).toMatchObject({ url: '/health' });
  expect(await seen('shop.localhost', '/v1/x?y')).toMatchObject({ url: '/x?y', prefix: '/v1' });
});

test('a misspelt or stopped function is a 404 that names what runs', async () => {
  const body = { status: 404, error: 'Not Found', message: 'No function answers here; these run: api, web.' };
  const { status, body: text } = await project.call('/', { host: 'wbe.fn.localhost' });
  expect([status, JSON.parse(text)]).toEqual([404, { ...body, running: ['api', 'web'] }]);
  await project.expectRun(0, 'down', 'api');
  const stopped = await project.call('/invoke/api');
  expect(JSON.parse(stopped.body)).toMatchObject({ status: 404, running: ['web'] });
});

test('an answer that does not begin in time is a 504', async () => {
  const { status, body } = await project.call('/late', { host: 'web.fn.localhost' });
  expect([status, JSON.parse(body)]).toEqual([
    504,
    { status: 504, error: 'Gateway Timeout', message: 'The function did not begin its answer in time.' },
  ]);
});

test('check compares the addresses, up follows them without a new container', async () => {
  await project.expectRun(0, 'up');
  await project.expectRun(0, 'check');
  await settings({ ...WEB, routes: ['/store'], timeout: '9s' });
  const { stdout } = await project.expectRun(1, 'check');
  expect(stdout).toContain('✗ Route has other addresses or another timeout');
  const { stdout: result } = await project.expectRun(0, 'up', '--json');
  expect(JSON.parse(result)).toMatchObject({ functions: [{ status: 'unchanged' }, { status: 'unchanged' }] });
  expect(await seen('fn.localhost', '/store')).toMatchObject({ url: '/store' });
  expect((await project.call('/', { host: 'shop.localhost' })).status).toBe(404);
  await project.expectRun(0, 'check');
});

test('a wrong port is named, and the version before serves on', async () => {
  await settings({ port: 4000 });
  const { stderr } = await project.expectRun(1, 'up', '--ready-timeout', '2');
  expect(stderr).toContain('listens on :3000, must be :4000');
  expect(stderr).toContain('listen on 0.0.0.0:4000');
  expect(await seen('web.fn.localhost', '/x')).toMatchObject({ port: '3000', url: '/x' });
});

test('plain HTTP is served on loopback only', async () => {
  await settings(WEB, { plain_http: true });
  const { stderr } = await project.expectRun(2, 'up', '--bind', '127.0.0.1,0.0.0.0');
  expect(stderr).toContain('--bind "0.0.0.0": is not a loopback address; plain HTTP is served on those only');
  await project.expectRun(0, 'up');
  const { status, body } = await project.callPlain('/x', { host: 'web.fn.localhost' });
  expect([status, JSON.parse(body)]).toMatchObject([200, { url: '/x' }]);
  expect(await project.callPlain('/health')).toMatchObject({ status: 200, body: 'SmolFaaS Router OK' });
  await project.expectRun(0, 'check');
});

test('an address of two functions is refused with both places', async () => {
  const yaml = 'version: 1\nfunctions:\n  web: { routes: [/x] }\n  api: { routes: [fn.localhost/x] }\n';
  await writeFile(join(project.dir, 'smolfaas.yaml'), yaml);
  const { stderr } = await project.expectRun(2, 'up');
  expect(stderr).toMatch(/smolfaas\.yaml:3:19: functions\.web\.routes\.0: \/x is a route of the function api as well/);
  expect(stderr).toMatch(
    /smolfaas\.yaml:4:19: functions\.api\.routes\.0: fn\.localhost\/x is a route of the function web as well/,
  );
});
