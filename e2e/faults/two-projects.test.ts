/**
 * Two projects that were given the same names: exactly one has them. The other is refused, with the
 * directory that has them, and can leave. (Without given names, see ../projects.test.ts.)
 *
 * Names of networks are not unique on engines before 25. The proxy holds the creation of both
 * networks until both runs have seen that there is none, so that the race takes place in every
 * round.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../harness/cli.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { holdNetworks } from '../harness/hold-networks.js';
import { fullOr } from '../harness/length.js';
import { TestProject } from '../harness/project.js';

const DIRECTORY = 'dev.smolfaas.functions-dir';
/**
 * So many milliseconds after the first network the second one is created: at once, or when the
 * first run has already looked around.
 */
const LAGS_MS = fullOr([0, 0, 0, 30, 80, 200], [0, 30, 200]);

let first: TestProject;
let second: TestProject;

/** The names of `first`, with ports of its own. */
function sameNames(other: TestProject): Record<string, string> {
  const { SMOLFAAS_HTTP_PORT: _, SMOLFAAS_HTTPS_PORT: __, XDG_STATE_HOME: ___, ...names } = first.settings;
  return { ...names, SMOLFAAS_HTTP_PORT: String(other.httpPort), SMOLFAAS_HTTPS_PORT: String(other.httpsPort) };
}

beforeEach(async () => {
  first = await TestProject.create();
  second = await TestProject.create();
  second.env = sameNames(second);
  for (const project of [first, second]) await project.write('fn', nodeFunction(project.dir));
});
afterEach(async () => {
  await second.dispose();
  await first.dispose();
});

const networks = async () =>
  (await engineCall<{ Id: string; Name: string; Labels: Record<string, string> }[]>('GET', '/networks')).filter(
    ({ Name }) => Name === `${first.id}-net`,
  );

/** Containers, networks and volumes that carry this project's directory. */
async function objectsOf(project: TestProject): Promise<readonly string[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${DIRECTORY}=${project.functionsDir}`] }));
  const containers = await engineCall<{ Names: string[] }[]>('GET', `/containers/json?all=1&filters=${filters}`);
  const nets = await engineCall<{ Name: string }[]>('GET', `/networks?filters=${filters}`);
  const volumes = await engineCall<{ Volumes: { Name: string }[] | null }>('GET', `/volumes?filters=${filters}`);
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...[...nets, ...(volumes.Volumes ?? [])].map(({ Name }) => Name),
  ];
}

describe('row 58, row 61: two projects with the same names', () => {
  it(`up at the same moment, ${LAGS_MS.length} times: one wins, the other is refused and can leave`, async () => {
    const proxies = await Promise.all(
      [first, second].map((project, at) => EngineProxy.listen(join(project.dir, `engine-${at}.sock`))),
    );
    for (const lag of LAGS_MS) {
      holdNetworks(proxies, lag);
      const runs = await Promise.all(
        [first, second].map((project, at) => {
          const env = project.env;
          project.env = { ...env, DOCKER_HOST: `unix://${proxies[at]?.socketPath}` };
          const run = project.run('up');
          project.env = env;
          return run;
        }),
      );
      const codes = runs.map(({ code }) => code);
      expect(codes.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 3]);
      const [winner, loser] = codes[0] === 0 ? [first, second] : [second, first];
      expect(runs.find(({ code }) => code === 3)?.stderr).toContain(winner.functionsDir);

      expect(await objectsOf(loser)).toEqual([]);
      expect(await networks()).toMatchObject([{ Labels: { [DIRECTORY]: winner.functionsDir } }]);
      expect((await loser.expectRun(3, 'up')).stderr).toContain(winner.functionsDir);
      const before = await objectsOf(winner);
      await loser.expectRun(0, 'down', '--force');
      expect(await objectsOf(winner)).toEqual(before);
      await winner.expectRun(0, 'up');
      await winner.expectRun(0, 'check');
      expect(await winner.invoke('fn')).toMatchObject({ version: winner.dir });
      await winner.expectRun(0, 'down', '--force');
      expect(await first.leftovers()).toEqual([]);
    }
    for (const proxy of proxies) await proxy.close();
  });

  it('a twin of the network that a killed run left changes nothing for the project that has the names, and goes with --force', async () => {
    await first.expectRun(0, 'up');
    const [own] = await networks();
    const labels = { ...own?.Labels, 'dev.smolfaas.project': 'twin', [DIRECTORY]: second.functionsDir };
    // Engines from 25 on refuse a twin; all that follows holds for them as well.
    await engineCall('POST', '/networks/create', { Name: own?.Name, Labels: labels }).catch(() => undefined);
    const containers = (await first.containers()).map(({ Id }) => Id);
    await first.expectRun(0, 'up');
    await first.expectRun(0, 'check');
    expect((await first.containers()).map(({ Id }) => Id)).toEqual(containers);
    await first.write('fn', nodeFunction('edited'));
    await first.expectRun(0, 'up');
    await first.expectRun(0, 'up', '--http-port', String(second.httpPort));
    expect(await first.invoke('fn')).toMatchObject({ version: 'edited' });
    await first.expectRun(0, 'down');
    await second.expectRun(0, 'down', '--force');
    expect((await networks()).map(({ Id }) => Id)).toEqual([own?.Id]);
    await first.expectRun(0, 'up');
    await first.expectRun(0, 'down', '--force');
    expect(await first.leftovers()).toEqual([]);
  });
});

describe('row 61: a project that is no more', () => {
  it('left images alone: up uses them again, and --force removes them', async () => {
    await first.expectRun(0, 'up');
    for (const { Id } of await first.containers()) await engineCall('DELETE', `/containers/${Id}?force=1`);
    for (const { Id } of await networks()) await engineCall('DELETE', `/networks/${Id}`);
    await engineCall('DELETE', `/volumes/${first.routerName}-data`);
    for (const suffix of ['', '-lock']) await rm(first.stateDb + suffix);
    const images = (await first.images()).map(({ Id }) => Id);
    const up = JSON.parse((await first.expectRun(0, 'up', '--json')).stdout) as object;
    expect(up).toMatchObject({ functions: [{ status: 'started', built: false }] });
    expect((await first.images()).map(({ Id }) => Id)).toEqual(images);
    await first.expectRun(0, 'check');
    await first.write('fn', nodeFunction('edited'));
    await first.expectRun(0, 'up', '--keep-images', '0');
    expect(await first.images()).toHaveLength(1);
    await first.expectRun(0, 'down', '--force');
    expect(await first.leftovers()).toEqual([]);
  });

  it('left everything in the engine: whoever it is in the way of reads the command that removes it, and the command works', async () => {
    await first.expectRun(0, 'up');
    await rm(first.dir, { recursive: true });
    const { stderr } = await second.expectRun(3, 'up');
    expect(stderr).toContain(first.functionsDir);
    const [, command = ''] = /remove what it left: smolfaas (.*)/.exec(stderr) ?? [];
    expect(command).toMatch(/^down --force --project [0-9a-f]{8}$/);
    const state = { XDG_STATE_HOME: join(second.dir, 'state') };
    const removed = await runCli(command.split(' '), { cwd: second.dir, env: state });
    expect(removed).toMatchObject({ code: 0 });
    expect(await first.leftovers()).toEqual([]);
    const again = await runCli(command.split(' '), { cwd: second.dir, env: state });
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('no project') }); // nothing of it is left
    await second.expectRun(0, 'up');
    await second.expectRun(0, 'down', '--force');
  });
});
