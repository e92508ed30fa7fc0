/**
 * Effects that land after their deadline: an engine may run a command long after its caller has
 * given up. Whatever lands then, no route leads to a container that is gone, and one `up` converges.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineProxy } from '../harness/engine-proxy.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
let proxy: EngineProxy;
/** Commands in containers that were held up and have been passed on since. Another object for each test: some land after it. */
let landed: { count: number };

beforeEach(async () => {
  project = await TestProject.create();
  proxy = await EngineProxy.listen(`${project.dir}/engine.sock`);
  landed = { count: 0 };
  await project.write('fn', nodeFunction('one'));
  await project.expectRun(0, 'up');
});
afterEach(async () => {
  await proxy.close();
  await project.dispose();
});

/** From now on the proxy's engine runs commands of containers this much later. */
function holdUpCommands(ms: number): void {
  const own = landed;
  proxy.beforeUpgrade = async (path) => {
    if (!path.includes('/exec/')) return;
    await sleep(ms);
    own.count += 1;
  };
}

/** An `up` through the proxy that has to give up: it exits with 3, and says why. */
async function expectGivenUp(): Promise<void> {
  project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
  const { stderr } = await project.expectRun(3, 'up');
  expect(stderr).toContain('did not take over the routes within 10 s');
  project.env = {};
}

/** Versions that answer until the first command has landed, and for two seconds more. */
async function answersUntilLanded(): Promise<Set<string>> {
  const answers = new Set<string>();
  const giveUpAt = performance.now() + 40_000;
  for (let until = Infinity; performance.now() < Math.min(until, giveUpAt); await sleep(50)) {
    const answer = await project.call('/invoke/fn');
    answers.add(answer.status === 200 ? (JSON.parse(answer.body) as { version: string }).version : `${answer.status}`);
    if (landed.count > 0 && until === Infinity) until = performance.now() + 2_000;
  }
  expect(landed.count).toBeGreaterThan(0);
  return answers;
}

describe('row 42: the command that moves the routes lands late', () => {
  it('after the run: the version that it leads to is still there, and the next up settles', async () => {
    await project.write('fn', nodeFunction('two'));
    holdUpCommands(14_500);
    await expectGivenUp();
    const answers = await answersUntilLanded();
    expect([...answers].filter((answer) => answer !== 'one' && answer !== 'two')).toEqual([]);
    await project.expectRun(0, 'up');
    expect(await project.invoke('fn')).toMatchObject({ version: 'two' });
    expect(await project.containers()).toHaveLength(2);
    await project.expectRun(0, 'check');
  });

  it('after the next run, which decided otherwise: it is void', async () => {
    await project.write('fn', nodeFunction('two'));
    holdUpCommands(24_000);
    await expectGivenUp();
    await project.write('fn', nodeFunction('one'));
    await project.expectRun(0, 'up');
    expect(landed.count).toBe(0);
    expect([...(await answersUntilLanded())]).toEqual(['one']);
    await project.expectRun(0, 'check');
  });
});
