/**
 * The engine goes away and comes back: before a run, in the middle of one, and under functions that serve. A run says so at once and
 * leaves nothing that the next one cannot finish; what served before serves again by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EngineProxy } from '../harness/engine-proxy.js';
import { nodeFunction, nodeScript } from '../harness/functions.js';
import { isAboutContainer, TestProject } from '../harness/project.js';
import { startWitness, type Witness } from '../harness/throwaway/witness.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

const TRACE = /\n\s+at /;
const STARTING = /^c +\| starting/m;

let engine: ThrowawayEngine;
let project: TestProject;
let witness: Witness;

beforeAll(async () => {
  witness = await startWitness();
  engine = await ThrowawayEngine.create();
  project = await TestProject.create();
  await engine.use(project);
  await project.write('a', nodeFunction('a'));
  await project.write('b', nodeFunction('b'));
  await project.expectRun(0, 'up');
});
afterEach(async () => {
  if (!(await engine.answers())) await engine.start();
});
afterAll(async () => {
  await project.dispose();
  await engine.dispose();
  await witness.remove();
});

/** Milliseconds until both functions answer. */
async function untilBothAnswer(withinMs: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const answers = await Promise.allSettled([project.invoke('a'), project.invoke('b')]);
    const ms = performance.now() - began;
    if (answers.every(({ status }) => status === 'fulfilled')) return ms;
    const reasons = answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason) : 'answers'));
    if (ms > withinMs) throw new Error(`no answer after ${ms} ms: ${reasons.join(', ')}`);
    await sleep(50);
  }
}

const ids = async () => (await project.containers()).map(({ Id }) => Id);

describe('row 40: what served serves again by itself', () => {
  // Where what served did not come back, the next test still has functions to begin with.
  afterEach(() => project.run('up'));

  it.each([
    ['restarted', 'SIGTERM'],
    ['started after a power failure', 'power failure'],
  ] as const)('engine %s: routes answer, nothing has to be told or made again', async (_, how) => {
    const before = await ids();
    await engine.restart(how);
    expect(await untilBothAnswer(5_000)).toBeLessThan(5_000);
    await project.expectRun(0, 'check');
    const proxy = await EngineProxy.listen(`${project.dir}/${how}.sock`);
    project.env = { ...project.env, DOCKER_HOST: `unix://${proxy.socketPath}` };
    const up = await project.expectRun(0, 'up', '--json');
    const { functions } = JSON.parse(up.stdout) as { functions: { status: string }[] };
    expect(functions.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
    expect(proxy.mutating).toEqual([]);
    expect(await ids()).toEqual(before);
    project.env = { ...project.env, DOCKER_HOST: `unix://${engine.socketPath}` };
    await proxy.close();
  });

  it('router killed: routes are back within 5 s', async () => {
    const before = await ids();
    await engine.killProcessOf(project.routerName);
    expect(await untilBothAnswer(5_000)).toBeLessThan(5_000);
    await project.expectRun(0, 'check');
    expect(await ids()).toEqual(before);
  });

  it('daemon killed alone: it may come back with its containers stopped; up starts them, and builds nothing', async () => {
    await engine.restart('SIGKILL');
    const up = await project.expectRun(0, 'up', '--json');
    const { functions } = JSON.parse(up.stdout) as { functions: { built: boolean }[] };
    expect(functions.map(({ built }) => built)).toEqual([false, false]);
    await untilBothAnswer(5_000);
    await project.expectRun(0, 'check');
  });
});

describe('row 57: the engine stops', () => {
  it.each(['up', 'check', 'down'])('before %s: exit 3, and the socket is named', async (verb) => {
    await engine.stop();
    const result = await project.expectRun(3, verb);
    expect(result.stderr).toContain(engine.socketPath);
    expect(result.stderr).toMatch(/cannot be reached/);
    expect(result.stderr).not.toMatch(TRACE);
    await engine.start();
    await untilBothAnswer(5_000);
  });

  const WENT_AWAY = /✗ Docker Engine at unix:\/\/.*\.sock (went away during|cannot be reached)/g;
  const IN_BUILD = /✗ Docker Engine at .* went away during "build c"/g;
  const orWentAway = (saysOfPart: string) => new RegExp(`✗ c: ${saysOfPart}|${WENT_AWAY.source}`, 'g');
  const STOPPED = /✗ (c: )?(Docker Engine|router ".*")/g;
  /**
   * What a run is at when the engine goes away: a function that makes it stay there, words that show it, and what is said then, with the engine's own builder
   * and with one in a container. Engine 20.10, told to stop, answers until it has stopped its containers, the router and the builder among them; newer ones
   * close their socket before. Whichever is met first is named. The builder takes its time, so the run may end before the engine.
   */
  const SCENES = [
    ['during a build', 'SIGTERM', slowBuild(), /npm run build/, IN_BUILD, orWentAway('build daemon stopped')],
    ['during a build', 'SIGKILL', slowBuild(), /npm run build/, IN_BUILD, WENT_AWAY],
    ['while waiting for an answer', 'SIGTERM', silent(), STARTING, STOPPED, orWentAway('router ".*"')],
    ['while waiting for an answer', 'SIGKILL', silent(), STARTING, WENT_AWAY, WENT_AWAY],
  ] as const;

  it.each(SCENES)(
    '%s (%s): ends within seconds, says why, and the next up completes it',
    async (_, signal, files, sign, saysOfEngine, saysOfContainer) => {
      const says = isAboutContainer() ? saysOfContainer : saysOfEngine;
      await project.write('c', files);
      const run = project.start('up', '--verbose');
      await run.printed(sign);
      await sleep(500);
      await engine.stop(signal);
      const stopped = performance.now();
      const result = await run.result;
      expect(isAboutContainer() && signal === 'SIGTERM' ? [1, 3] : [3]).toContain(result.code);
      expect(performance.now() - stopped).toBeLessThan(10_000);
      const said = result.stderr.match(says)?.length;
      expect({ said, stderr: result.stderr }).toMatchObject({ said: 1 });
      expect(result.stderr).not.toMatch(TRACE);
      await engine.start();
      await project.write('c', nodeFunction('c'));
      await project.expectRun(0, 'up');
      await project.expectRun(0, 'check');
      expect(await project.invoke('c')).toMatchObject({ version: 'c' });
      expect((await project.containers()).map(({ Names }) => Names[0])).toEqual([
        ...(isAboutContainer() ? [`/${project.id}-buildkitd`] : []),
        ...['a', 'b', 'c'].map((fn) => `/${project.imagePrefix}-${fn}`),
        `/${project.routerName}`,
        // `c` is called by name through a container of its own, because it came after the router.
        expect.stringContaining(`/${project.routerName}-names.`),
      ]);
    },
  );
});

it('another engine on this machine noticed nothing of all that: its bridge and its published ports work', async () => {
  expect(await witness.answers()).toEqual(['here', 'here']);
});

/** A build that takes a minute. */
function slowBuild() {
  const build = `node -e 'setTimeout(() => {}, 60000)' ${Math.random()}`;
  return { ...nodeFunction('c'), 'package.json': JSON.stringify({ name: 'c', scripts: { build } }) };
}

/** Runs, and never listens. */
function silent() {
  return nodeScript(`setInterval(() => {}, 1000); // ${Math.random()}\n`);
}
