/**
 * What takes its time because a deadline has to pass: an engine that hangs, a run that holds the lock, a server that stands
 * still or starts late, and effects that land after their deadline. All of these scenes mostly wait, so they run beside each other,
 * each with a project of its own.
 *
 * Of late effects: an engine may run a command long after its caller has given up. Whatever lands then, no route leads to a
 * container that is gone, and one `up` converges.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { execIn } from '../harness/exec.js';
import { nodeFunction, nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

const HTTP = "const http = require('node:http');\n";

/** Of tests that run beside each other, only the test's own context knows which one ends. */
type OnFinished = TestContext['onTestFinished'];

async function newProject(onTestFinished: OnFinished): Promise<TestProject> {
  const project = await TestProject.create();
  onTestFinished(() => project.dispose());
  return project;
}

/** A function that listens only after a while. */
const listenAfter = (ms: number) =>
  nodeScript(`${HTTP}setTimeout(() => http.createServer((q, r) => r.end('ok')).listen(8000, '0.0.0.0'), ${ms});
process.on('SIGTERM', () => process.exit(0));
`);

describe.concurrent('row 42: the command that moves the routes lands late', () => {
  it('after the run: the version that it leads to is still there, and the next up settles', async ({
    onTestFinished,
  }) => {
    const late = await Late.create(onTestFinished);
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

  it('after the next run, which decided otherwise: it is void', async ({ onTestFinished }) => {
    const late = await Late.create(onTestFinished);
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

describe.concurrent('what stands still', () => {
  it('row 57: an engine that hangs: gives up after 30 s and names the call', async ({ onTestFinished }) => {
    const project = await newProject(onTestFinished);
    await project.write('fn', nodeFunction());
    const proxy = await EngineProxy.listen(join(project.dir, 'hangs.sock'));
    proxy.hangs = (_, path) => path.includes('/containers/json');
    project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
    const up = await project.expectRun(3, 'up');
    expect(up.ms).toBeLessThan(45_000);
    expect(up.stderr).toMatch(/30 s/);
    await proxy.close();
  });

  it('row 36: a process that is stopped by SIGSTOP: check says so, up replaces it and no other', async ({
    onTestFinished,
  }) => {
    const project = await newProject(onTestFinished);
    for (const fn of ['a', 'b']) await project.write(fn, nodeFunction(fn));
    await project.expectRun(0, 'up');
    const idOf = async (fn: string) =>
      (await project.containers()).find(({ Names }) => Names[0] === `/${project.imagePrefix}-${fn}`)?.Id;
    const before = { a: await idOf('a'), b: await idOf('b') };
    // The server itself, not the init that the container runs under.
    const stop =
      'for p in /proc/[0-9]*; do case $(tr "\\0" " " < $p/cmdline) in node\\ *) kill -STOP ${p#/proc/};; esac; done';
    await execIn(`${project.imagePrefix}-a`, 'sh', '-c', stop);
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain('✗ Function does not answer (no answer within 5 s)');
    expect(check.stdout).toContain('Summary: 1 function(s) need attention.');
    await project.expectRun(0, 'up');
    await project.expectRun(0, 'check');
    expect(await project.invoke('a')).toMatchObject({ version: 'a' });
    expect(await idOf('a')).not.toBe(before.a);
    expect(await idOf('b')).toBe(before.b);
  });

  it('row 53: a second run waits 10 s, then names the holder; check never waits and says that a run is in progress', async ({
    onTestFinished,
  }) => {
    const project = await newProject(onTestFinished);
    await project.write('slow', listenAfter(16_000));
    const first = project.start('up');
    await first.printed('starting');
    const [second, check] = await Promise.all([project.run('up'), project.run('check')]);
    expect(second.code).toBe(4);
    const { pid } = first.process;
    expect(second.stderr).toMatch(new RegExp(`locked by pid ${pid} \\("up", since \\d\\d:\\d\\d:\\d\\d\\)`));
    expect(second.stderr).toMatch(new RegExp(`^waiting for up \\(pid ${pid}, since \\d\\d:\\d\\d\\)$`, 'm'));
    expect(second.ms).toBeGreaterThan(9_500);
    expect(check.ms).toBeLessThan(second.ms);
    expect(check.stdout + check.stderr).toMatch(/in progress/);
    expect(check.code).toBe(1);
    expect((await first.result).code).toBe(0);
  });
});

describe.concurrent('what counts as ready', () => {
  it('row 30: waits for a slow start, and fails at the deadline that a flag sets', async ({ onTestFinished }) => {
    const project = await newProject(onTestFinished);
    await project.write('slow', listenAfter(6_000));
    const failed = await project.expectRun(1, 'up', '--ready-timeout', '3');
    expect(failed.stderr).toMatch(/3 s/);
    expect((await project.call('/invoke/slow')).status).toBe(404);
    await project.expectRun(0, 'up', '--ready-timeout', '20');
    expect((await project.call('/invoke/slow')).body).toBe('ok');
  });

  it('row 29: a wrong port is reported after 2 s, and ends the wait after 10 s', async ({ onTestFinished }) => {
    const project = await newProject(onTestFinished);
    await project.write('port', nodeScript(`${HTTP}http.createServer((q, r) => r.end()).listen(3000, '0.0.0.0');\n`));
    const began = performance.now();
    const run = project.start('up', '--ready-timeout', '60');
    await run.printed('listens on :3000, must be :8000');
    expect(performance.now() - began).toBeLessThan(15_000);
    const { code, stderr, ms } = await run.result;
    expect([code, ms < 30_000]).toEqual([1, true]);
    expect(stderr).toMatch(/✗ port: listens on :3000, must be :8000/);
  });

  it('row 29: a port that opens early, and the right one 6 s later, is waited for', async ({ onTestFinished }) => {
    const project = await newProject(onTestFinished);
    const late = `setTimeout(() => http.createServer((q, r) => r.end('late')).listen(8000, '0.0.0.0'), 6_000);\n`;
    await project.write('late', nodeScript(`${HTTP}http.createServer((q, r) => r.end()).listen(9090);\n${late}`));
    await project.expectRun(0, 'up');
    expect((await project.call('/invoke/late')).body).toBe('late');
  });
});

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

  static async create(onTestFinished: OnFinished): Promise<Late> {
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
