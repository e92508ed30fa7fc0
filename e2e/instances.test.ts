/**
 * A generation of several instances under load: one, three and one again, and a new version of three. Each step starts a whole
 * generation, switches the route once and removes the former one. Not one request is lost, since the upstream is the one alias
 * that all instances of a generation share: no list of upstreams changes, so Caddy never loads a configuration.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineCall } from './harness/engine.js';
import { nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';
import { SessionProcess } from './harness/session.js';

/** Requests that are open at any moment. */
const CLIENTS = 8;

let project: TestProject;
let session: SessionProcess;

/** Says its version and the name of its container, after a moment, so that each switch meets open requests. */
const script = (version: string) => `
const name = require('node:os').hostname();
require('node:http').createServer((_, response) => {
  setTimeout(() => response.end('${version} ' + name), 20);
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

beforeAll(async () => {
  project = await TestProject.create();
  await project.write('fn', nodeScript(script('1')));
  session = new SessionProcess(project);
  await session.up([], { fn: 1 });
});

afterAll(async () => {
  await session?.close();
  await project?.dispose();
});

/** Asks without a pause while `work` runs, and a little longer; `after` are answers to what was asked after it. */
async function underLoad(work: () => Promise<unknown>, count = CLIENTS) {
  const answers: string[] = [];
  const after: string[] = [];
  const lost: string[] = [];
  let isDone = false;
  const end = new AbortController();
  const client = async () => {
    while (!end.signal.aborted) {
      const lists = isDone ? [answers, after] : [answers];
      await project.call('/invoke/fn').then(
        ({ status, body }) =>
          status === 200 ? lists.forEach((list) => list.push(body)) : lost.push(`${status} ${body}`),
        (error: Error) => lost.push(error.message),
      );
    }
  };
  const clients = Array.from({ length: count }, client);
  await work();
  isDone = true;
  await new Promise((resolve) => setTimeout(resolve, 500));
  end.abort();
  await Promise.all(clients);
  return { answers, after, lost };
}

/**
 * Answers come from this generation only, and from more than one of several instances. Not from all for certain: Caddy keeps
 * connections, and takes for a new one what the engine's name server names first. Connections that it opens at the same moment share
 * a look-up, so they may all reach one instance; more clients open more.
 */
async function expectSpread(first: readonly string[], count: number): Promise<void> {
  const names = new Set(first.map((body) => body.split(' ')[1]));
  for (let clients = CLIENTS; clients <= 8 * CLIENTS && names.size < Math.min(2, count); clients *= 2)
    for (const body of (await underLoad(() => Promise.resolve(), clients)).after) names.add(body.split(' ')[1]);
  expect(names.size).toBeGreaterThanOrEqual(Math.min(2, count));
  expect(names.size).toBeLessThanOrEqual(count);
}

test.each([
  ['1 → 3', 3, '1'],
  ['3 → 1', 1, '1'],
  ['1 → 3 again', 3, '1'],
  ['another version of 3', 3, '2'],
])('%s: no request is lost', async (_, count, version) => {
  await project.write('fn', nodeScript(script(version)));
  const { answers, after, lost } = await underLoad(async () => {
    expect(await session.up([], { fn: count })).toMatchObject({ functions: [{ status: 'updated' }] });
  });
  expect(lost).toEqual([]);
  expect(answers.length).toBeGreaterThan(200);
  expect(new Set(after.map((body) => body.split(' ')[0]))).toEqual(new Set([version]));
  await expectSpread(after, count);
});

test('an instance that is gone makes the next run start a whole generation', async () => {
  expect(await session.up([], { fn: 3 })).toMatchObject({ functions: [{ status: 'unchanged' }] });
  const [one] = (await project.containers()).filter(({ Names }) => Names.some((name) => name.endsWith('-fn-fn.2')));
  await engineCall('DELETE', `/containers/${one?.Id}?force=1`);
  expect(await session.up([], { fn: 3 })).toMatchObject({ functions: [{ status: 'updated', built: false }] });
  await expectSpread([], 3);
});
