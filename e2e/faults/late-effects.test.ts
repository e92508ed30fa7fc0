/**
 * Effects that land after their deadline: an engine may run a command long after its caller has
 * given up. Whatever lands then, no route leads to a container that is gone, and one `up` converges.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

/** A project whose engine runs commands late. */
class Late {
  readonly project: TestProject;
  readonly #proxy: EngineProxy;
  /** Commands in containers that were held up and have been passed on since. */
  landed = 0;

  private constructor(project: TestProject, proxy: EngineProxy) {
    this.project = project;
    this.#proxy = proxy;
  }

  static async create(): Promise<Late> {
    const project = await TestProject.create();
    const late = new Late(project, await EngineProxy.listen(`${project.dir}/engine.sock`));
    onTestFinished(() => late.dispose());
    await project.write('fn', nodeFunction('one'));
    await project.expectRun(0, 'up');
    return late;
  }

  /** From now on the proxy's engine runs commands of containers this much later. */
  holdUpCommands(ms: number): void {
    this.#proxy.beforeUpgrade = async (path) => {
      if (!path.includes('/exec/')) return;
      await sleep(ms);
      this.landed += 1;
    };
  }

  /** Runs `up` through the proxy. */
  async upHeldUp(): Promise<CliResult> {
    this.project.env = { DOCKER_HOST: `unix://${this.#proxy.socketPath}` };
    const result = await this.project.run('up');
    this.project.env = {};
    return result;
  }

  async dispose(): Promise<void> {
    await this.#proxy.close();
    await this.project.dispose();
  }
}

/** An `up` through the proxy that has to give up: it exits with 3, and says why. */
async function expectGivenUp(late: Late): Promise<void> {
  const { code, stderr } = await late.upHeldUp();
  expect(stderr).toContain('did not take over the routes within 10 s');
  expect(code).toBe(3);
}

/** Versions that answer until the first command has landed, and for two seconds more. */
async function answersUntilLanded(late: Late): Promise<Set<string>> {
  const answers = new Set<string>();
  const giveUpAt = performance.now() + 40_000;
  for (let until = Infinity; performance.now() < Math.min(until, giveUpAt); await sleep(50)) {
    const answer = await late.project.call('/invoke/fn');
    answers.add(answer.status === 200 ? (JSON.parse(answer.body) as { version: string }).version : `${answer.status}`);
    if (late.landed > 0 && until === Infinity) until = performance.now() + 2_000;
  }
  expect(late.landed).toBeGreaterThan(0);
  return answers;
}

/** Both wait for deadlines, so they run beside each other. */
describe.concurrent('row 42: the command that moves the routes lands late', () => {
  it('after the run: the version that it leads to is still there, and the next up settles', async () => {
    const late = await Late.create();
    const { project } = late;
    await project.write('fn', nodeFunction('two'));
    late.holdUpCommands(14_500);
    await expectGivenUp(late);
    const answers = await answersUntilLanded(late);
    expect([...answers].filter((answer) => answer !== 'one' && answer !== 'two')).toEqual([]);
    await project.expectRun(0, 'up');
    expect(await project.invoke('fn')).toMatchObject({ version: 'two' });
    expect(await project.containers()).toHaveLength(2);
    await project.expectRun(0, 'check');
  });

  it('after the next run, which decided otherwise: it is void', async () => {
    const late = await Late.create();
    const { project } = late;
    await project.write('fn', nodeFunction('two'));
    late.holdUpCommands(24_000);
    await expectGivenUp(late);
    await project.write('fn', nodeFunction('one'));
    await project.expectRun(0, 'up');
    expect(late.landed).toBe(0);
    expect([...(await answersUntilLanded(late))]).toEqual(['one']);
    await project.expectRun(0, 'check');
  });
});
