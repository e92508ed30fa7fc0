/**
 * Functions call each other as `http://<fn>:8000`, through a replacement of the called one and while a function is added, with kept
 * connections and with new ones.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineCall } from './harness/engine.js';
import { nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';

/** `/<fn>/<n>` calls that function n times, alternately on a kept and on a new connection, and returns how often each answer came. */
const CALLER = `
const http = require('node:http');
const kept = new http.Agent({ keepAlive: true });
const call = (fn, agent) => new Promise((resolve) => {
  const request = http.get({ host: fn, port: 8000, path: '/x', agent, timeout: 5000 }, (response) => {
    let body = '';
    response.on('data', (chunk) => (body += chunk)).on('end', () => resolve(response.statusCode + ' ' + body));
  });
  request.on('error', (error) => resolve(error.code)).on('timeout', () => request.destroy());
});
http.createServer(async (request, response) => {
  const [, fn, count = 1] = request.url.split('/');
  const answers = {};
  for (let n = 0; n < count; n++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const answer = await call(fn, n % 2 ? kept : false);
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  response.end(JSON.stringify(answers));
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

const called = (version: string, port = 8000) =>
  nodeScript(`
require('node:http').createServer((request, response) => response.end('${version} ' + request.headers.host)).listen(${port}, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`);

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('caller', nodeScript(CALLER));
  await project.write('b', called('1'));
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

const answers = (fn: string, count = 1) => project.invoke<Record<string, number>>('caller', `/${fn}/${count}`);

/** Calls of `b` while the work runs: how often each answer came. */
async function during(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const total: Record<string, number> = {};
  const end = new AbortController();
  const client = async () => {
    while (!end.signal.aborted) {
      for (const [answer, count] of Object.entries(await answers('b', 20)))
        total[answer] = (total[answer] ?? 0) + count;
    }
  };
  const clients = [client(), client()];
  await work().finally(() => end.abort());
  await Promise.all(clients);
  return total;
}

test('by name, with the host name that was called', async () => {
  expect(await answers('b')).toEqual({ '200 1 b:8000': 1 });
  expect(await answers('nope')).toEqual({ ENOTFOUND: 1 });
  expect((await project.containers()).length).toBe(3);
});

test('0 calls fail while the called function is replaced', async () => {
  await project.write('b', called('2'));
  const total = await during(() => project.expectRun(0, 'up'));
  expect(Object.keys(total).toSorted()).toEqual(['200 1 b:8000', '200 2 b:8000']);
  expect(await answers('b')).toEqual({ '200 2 b:8000': 1 });
});

test('0 calls fail while functions are added, which then have names as well', async () => {
  await project.write('c', called('c'));
  expect(Object.keys(await during(() => project.expectRun(0, 'up')))).toEqual(['200 2 b:8000']);
  expect(await answers('c', 10)).toEqual({ '200 c c:8000': 10 });
  await project.write('d', called('d'));
  expect(Object.keys(await during(() => project.expectRun(0, 'up')))).toEqual(['200 2 b:8000']);
  expect(await answers('c', 10)).toEqual({ '200 c c:8000': 10 });
  expect(await answers('d')).toEqual({ '200 d d:8000': 1 });
  await project.expectRun(0, 'check');
});

test('check finds names that are gone, up puts them back and then changes nothing', async () => {
  const names = async () => (await project.containers()).filter(({ Names }) => Names[0]?.includes('-names.'));
  const [container] = await names();
  await engineCall('DELETE', `/containers/${container?.Id}?force=1`);
  const { stdout } = await project.expectRun(1, 'check');
  expect(stdout).toContain('✗ Functions cannot be called by name: c, d');
  await project.expectRun(0, 'up');
  expect(await answers('d')).toEqual({ '200 d d:8000': 1 });
  const before = await names();
  await project.expectRun(0, 'up');
  expect((await names()).map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
});

test('a router that was reconnected by hand has lost its names: check finds it, up repairs it', async () => {
  const network = `${project.id}-net`;
  await engineCall('POST', `/networks/${network}/disconnect`, { Container: project.routerName });
  await engineCall('POST', `/networks/${network}/connect`, { Container: project.routerName });
  const { stdout } = await project.expectRun(1, 'check');
  expect(stdout).toContain('✗ Functions cannot be called by name: b, caller');
  await project.expectRun(0, 'up');
  expect(await answers('b')).toEqual({ '200 2 b:8000': 1 });
  await project.expectRun(0, 'check');
});

test('a function that was stopped keeps its name, and its callers get a 404', async () => {
  await project.expectRun(0, 'down', 'c');
  const [answer = ''] = Object.keys(await answers('c'));
  expect(answer).toMatch(
    /^404 \{"status":404,"error":"Not Found","message":"No function answers here; these run: b, caller, d\."/,
  );
});

test('du and projects do not count the container of names as a function', async () => {
  const { stdout } = await project.expectRun(0, 'projects', '--json');
  const { projects } = JSON.parse(stdout) as { projects: { functionsDir: string; functions: object }[] };
  const own = projects.find(({ functionsDir }) => functionsDir.startsWith(project.dir));
  expect(own?.functions).toEqual({ running: 3, all: 4 });
  await project.expectRun(0, 'du');
});

test('down removes them; the next router has all names itself', async () => {
  await project.expectRun(0, 'down');
  expect(await project.containers()).toEqual([]);
  await project.expectRun(0, 'up');
  expect((await project.containers()).length).toBe(5);
  expect(await answers('d')).toEqual({ '200 d d:8000': 1 });
});
