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

/** Asks without a pause while `work` runs, and a little longer. */
async function underLoad(work: () => Promise<unknown>, count = CLIENTS) {
  const answers: string[] = [];
  const lost: string[] = [];
  const end = new AbortController();
  const client = async () => {
    while (!end.signal.aborted) {
      await project.call('/invoke/fn').then(
        ({ status, body }) => (status === 200 ? answers.push(body) : lost.push(`${status} ${body}`)),
        (error: Error) => lost.push(error.message),
      );
    }
  };
  const clients = Array.from({ length: count }, client);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 500));
  end.abort();
  await Promise.all(clients);
  return { answers, lost };
}

/**
 * The last answers come from this generation, and from more than one of several instances. Not from all for certain: Caddy keeps
 * connections, and takes for a new one what the engine's name server names first.
 */
function expectSpread(answers: readonly string[], count: number): void {
  const names = new Set(answers.slice(-150).map((body) => body.split(' ')[1]));
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
  const { answers, lost } = await underLoad(async () => {
    expect(await session.up([], { fn: count })).toMatchObject({ functions: [{ status: 'updated' }] });
  });
  expect(lost).toEqual([]);
  expect(answers.length).toBeGreaterThan(200);
  expect(answers.at(-1)?.split(' ')[0]).toBe(version);
  expectSpread(answers, count);
});

test('an instance that is gone makes the next run start a whole generation', async () => {
  expect(await session.up([], { fn: 3 })).toMatchObject({ functions: [{ status: 'unchanged' }] });
  const [one] = (await project.containers()).filter(({ Names }) => Names.some((name) => name.endsWith('-fn-fn.2')));
  await engineCall('DELETE', `/containers/${one?.Id}?force=1`);
  expect(await session.up([], { fn: 3 })).toMatchObject({ functions: [{ status: 'updated', built: false }] });
  // Connections that Caddy opens at the same moment share one look-up, so they may all reach one instance; more clients open more.
  const all: string[] = [];
  for (let count = CLIENTS; count <= 8 * CLIENTS && new Set(all).size < 2; count *= 2)
    all.push(...(await underLoad(() => Promise.resolve(), count)).answers);
  expectSpread([...new Set(all)], 3);
});
