/**
 * The world around us is not as it should be: ports taken, names taken by others, another run, an engine that hangs or is gone.
 * Each gets its own words and exit code before anything is built, and nothing of anybody else's is touched. Waits for deadlines are in
 * deadlines.test.ts.
 */
import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { engineCall } from '../harness/engine.js';
import { nodeFunction, nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

/** A small image with a shell, for what is not ours. */
const smallImage = () => baseImage('go', 'static');

describe('before anything is built', () => {
  let project: TestProject;
  beforeEach(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
  });
  afterEach(() => project.dispose());

  const nothingOfOurs = async () =>
    expect((await project.leftovers()).filter((name) => !name.includes('foreign'))).toEqual([]);

  it('row 37: a taken port is named with its holder, and no container is left behind', async () => {
    const server = await listen(project.httpPort);
    const up = await project.expectRun(3, 'up');
    expect(up.stderr).toMatch(new RegExp(`port ${project.httpPort} is used by node \\(pid ${process.pid}\\)`));
    await nothingOfOurs();
    server.close();
    await project.expectRun(0, 'up');
  });

  it('row 37: a port that another container publishes is named by that container', async () => {
    const name = `${project.id}-foreign`;
    const { Id } = await engineCall<{ Id: string }>('POST', `/containers/create?name=${name}`, {
      Image: await smallImage(),
      Cmd: ['/bin/sleep', '300'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(project.httpPort) }] } },
    });
    await engineCall('POST', `/containers/${Id}/start`);
    const up = await project.expectRun(3, 'up');
    expect(up.stderr).toContain(`port ${project.httpPort}`);
    expect(up.stderr).toContain(name);
  });

  it('row 39: listens on loopback only, and warns when told to listen everywhere', async () => {
    await project.expectRun(0, 'up');
    const inspect = async () =>
      (
        await engineCall<{ HostConfig: { PortBindings: Record<string, { HostIp: string }[] | null> } }>(
          'GET',
          `/containers/${project.routerName}/json`,
        )
      ).HostConfig.PortBindings;
    const addresses = Object.values(await inspect()).flatMap((list) => (list ?? []).map((binding) => binding.HostIp));
    expect(new Set(addresses.filter((ip) => ip !== '::1'))).toEqual(new Set(['127.0.0.1']));
    const open = await project.expectRun(0, 'up', '--bind', '0.0.0.0');
    expect(open.stderr).toMatch(/0\.0\.0\.0/);
    expect((await project.call('/invoke/fn')).status).toBe(200);
  });

  it.each([
    ['container', async (p: TestProject) => createForeignContainer(p.routerName)],
    ['network', async (p: TestProject) => void (await engineCall('POST', '/networks/create', { Name: `${p.id}-net` }))],
    [
      'volume',
      async (p: TestProject) => void (await engineCall('POST', '/volumes/create', { Name: `${p.routerName}-data` })),
    ],
    ['container', async (p: TestProject) => createForeignContainer(`${p.imagePrefix}-fn`)],
    [
      'image',
      async (p: TestProject) =>
        engineCall('POST', `/images/${await smallImage()}/tag?repo=${p.imagePrefix}-fn&tag=latest`),
    ],
  ])(
    'row 60: a foreign %s under a name of ours is refused and never removed, also not by --force',
    async (kind, make) => {
      await make(project);
      const before = await project.leftovers();
      const up = await project.expectRun(3, 'up');
      expect(up.stderr).toMatch(new RegExp(`${kind} ".*" exists and is not ours`));
      await project.run('down', '--force');
      expect(await project.leftovers()).toEqual(before);
    },
  );

  it('a builder that is none is bad usage', async () => {
    const up = await project.expectRun(2, 'up', '--builder', 'tcp://nowhere');
    expect(up.stderr).toMatch(/tcp:\/\/nowhere.*must be auto, engine, container/);
    await nothingOfOurs();
  });

  it('bad flags are refused with the reason', async () => {
    expect((await project.expectRun(2, 'up', '--http-port', '99999')).stderr).toMatch(/99999/);
    expect((await project.expectRun(2, 'up', '--nope')).stderr).toMatch(/nope/i);
    expect((await project.expectRun(2, 'down', '--force', 'fn')).stderr).toMatch(/--force/);
    const json = await project.expectRun(2, 'up', '--nope', '--json');
    expect(json.stdout.split('\n').length).toBeLessThan(12);
    expect((JSON.parse(json.stdout) as { error: object }).error).toHaveProperty('message');
  });
});

async function createForeignContainer(name: string): Promise<void> {
  const body = { Image: await smallImage(), Cmd: ['/bin/sleep', '300'] };
  await engineCall('POST', `/containers/create?name=${name}`, body);
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('row 57: the engine', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
  });
  afterAll(() => project.dispose());

  it('is not there: says which socket, exit 3', async () => {
    project.env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const up = await project.expectRun(3, 'up');
    expect(up.stderr).toContain('/nowhere/docker.sock');
  });

  it('may not be talked to: says so and what helps', async () => {
    project.env = {};
    const socket = join(project.dir, 'locked.sock');
    const proxy = await EngineProxy.listen(socket);
    await chmod(socket, 0);
    project.env = { DOCKER_HOST: `unix://${socket}` };
    const up = await project.runBoundByPermissions('up');
    expect(up.code).toBe(3);
    expect(up.stderr).toMatch(/permission denied on .*locked\.sock/);
    await proxy.close();
  });

  it('has no BuildKit, and that one is to build: says so', async () => {
    const proxy = await EngineProxy.listen(join(project.dir, 'nogrpc.sock'));
    proxy.refuses = (_, path) => path.endsWith('/grpc');
    project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
    const up = await project.expectRun(3, 'up', '--builder', 'engine');
    expect(up.stderr).toMatch(/BuildKit/);
    await proxy.close();
    project.env = {};
    await project.expectRun(0, 'down', '--force');
  });
});

describe('row 53: two runs at once', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('slow', nodeScript(slowStart(16_000)));
  });
  afterAll(() => project.dispose());

  it('says at once whom it waits for, not only at the end', async () => {
    const first = project.start('up');
    await first.printed('starting');
    const second = project.start('up');
    const begin = performance.now();
    await second.printed(/waiting for up \(pid \d+, since \d\d:\d\d\)/);
    expect(performance.now() - begin).toBeLessThan(5_000);
    second.process.kill('SIGTERM');
    first.process.kill('SIGTERM');
    expect([(await second.result).code, (await first.result).code]).toEqual([143, 143]);
  });

  it('row 54: a killed run frees the lock at once, and the next one converges', async () => {
    await project.write('slow', nodeScript(slowStart(0)));
    await project.expectRun(0, 'up');
    await project.write('slow', nodeScript(`${slowStart(3000)}// edited`));
    const first = project.start('up');
    await first.printed('starting');
    first.process.kill('SIGKILL');
    await first.result;
    const next = await project.expectRun(0, 'up');
    expect(next.stderr).not.toMatch(/locked/);
    const names = (await project.containers()).map((c) => c.Names[0]);
    const serving = names.filter((name) => name !== `/${project.id}-buildkitd`);
    expect(serving).toEqual([`/${project.imagePrefix}-slow`, `/${project.routerName}`]);
    await project.expectRun(0, 'check');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'row 55: %s ends the run within 5 s with exit %i, undoes the step at hand and keeps the old version',
    async (signal, code) => {
      const before = await project.containers();
      await project.write('slow', nodeScript(`${slowStart(20_000)}// ${signal}`));
      const run = project.start('up');
      await run.printed('starting');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const began = performance.now();
      run.process.kill(signal);
      const result = await run.result;
      expect(performance.now() - began).toBeLessThan(5_000);
      expect(result.code).toBe(code);
      expect((await project.containers()).map((c) => c.Id)).toEqual(before.map((c) => c.Id));
      expect((await project.call('/invoke/slow')).status).toBe(200);
    },
  );

  it('row 55: stdout closed early: no trace', async () => {
    const run = project.start('check');
    run.process.stdout?.destroy();
    const result = await run.result;
    expect(result.stderr).not.toMatch(/EPIPE|\n\s+at /);
  });
});

/** A function that listens only after a while. */
function slowStart(ms: number): string {
  return `setTimeout(() => require('node:http').createServer((q, r) => r.end('ok')).listen(8000, '0.0.0.0'), ${ms});
process.on('SIGTERM', () => process.exit(0));
`;
}

describe('row 62: down', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  it('of an unknown function lists the known ones, exit 2', async () => {
    const down = await project.expectRun(2, 'down', 'ghost');
    expect(down.stderr).toMatch(/ghost/);
    expect(down.stderr).toMatch(/fn/);
  });

  it('twice is a no-op', async () => {
    await project.expectRun(0, 'down');
    const again = await project.expectRun(0, 'down');
    expect(again.stdout).toContain('Nothing to remove.');
  });

  it('--force works from labels when the database is gone, and leaves a network with a guest, naming it', async () => {
    await project.expectRun(0, 'up');
    const guest = `${project.id}-guest`;
    await createForeignContainer(guest);
    await engineCall('POST', `/networks/${project.id}-net/connect`, { Container: guest });
    await engineCall('POST', `/containers/${guest}/start`);
    for (const suffix of ['', '-lock']) await rm(project.stateDb + suffix);
    const down = await project.expectRun(1, 'down', '--force');
    expect(down.stdout + down.stderr).toContain(guest);
    expect(await project.leftovers()).toEqual([`/${guest}`, `${project.id}-net`]);
    await engineCall('DELETE', `/containers/${guest}?force=1`);
    await project.expectRun(0, 'down', '--force');
    expect(await project.leftovers()).toEqual([]);
  });
});

describe('row 56: the state database', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  it('corrupt: set aside, rebuilt from labels, nothing restarted', async () => {
    const before = await project.containers();
    await writeFile(project.stateDb, 'this is no database'.repeat(1000));
    const up = await project.expectRun(0, 'up');
    expect(up.stderr).toMatch(/corrupt/);
    expect((await project.containers()).map((c) => c.Id)).toEqual(before.map((c) => c.Id));
    await project.expectRun(0, 'check');
  });

  it('a directory in its place: refused, exit 2', async () => {
    const elsewhere = join(project.dir, 'elsewhere');
    await mkdir(elsewhere);
    const up = await project.expectRun(2, 'up', '--state-db', elsewhere);
    expect(up.stderr).toContain('elsewhere');
    expect((await stat(elsewhere)).isDirectory()).toBe(true);
  });
});
