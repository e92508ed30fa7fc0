/**
 * The settings of a function's containers, each by its effect inside the running container: variables, limits, root, directories in
 * memory, networks, start command, health. Then each one changes: `check` finds it, `up` says which one it was and replaces the
 * container, and builds nothing.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeScript } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

/** Reports what its process sees; `/ready` is healthy from half a second after the start on. */
const SCRIPT = `
const fs = require('node:fs');
const started = Date.now();
const writable = (dir) => { try { fs.writeFileSync(dir + '/probe', ''); return true; } catch (error) { return error.code; } };
const mounts = () => fs.readFileSync('/proc/mounts', 'utf8').split('\\n').map((line) => line.split(' '));
require('node:http').createServer((request, response) => {
  if (request.url === '/ready' && Date.now() - started < 500) response.statusCode = 503;
  const [, , type, options = ''] = mounts().find(([, path]) => path === '/cache') ?? [];
  response.end(JSON.stringify({
    env: process.env, trusts: fs.existsSync(process.env.SSL_CERT_FILE || '/absent'), argv: process.argv.slice(2), uid: process.getuid(), root: writable('/'), cache: writable('/cache'), type, options,
    links: Object.keys(require('node:os').networkInterfaces()).filter((name) => name !== 'lo').length,
  }));
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

interface Seen {
  readonly env: Readonly<Record<string, string>>;
  readonly trusts: boolean;
  readonly argv: readonly string[];
  readonly root: unknown;
  readonly cache: unknown;
  readonly type?: string;
  readonly options: string;
  readonly links: number;
}

interface Inspected {
  readonly Id: string;
  readonly Image: string;
  readonly HostConfig: { Memory: number; NanoCpus: number; PidsLimit: number; ReadonlyRootfs: boolean };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
}

let project: TestProject;
let network: string;

beforeAll(async () => {
  project = await TestProject.create();
  project.env = { FROM_HOST: 'host value' };
  network = `${project.id}-others`;
  await engineCall('POST', '/networks/create', { Name: network });
  await project.write('fn', { ...nodeScript(SCRIPT), '.env': "# shared\nPORT=3000\nFILE='a # b'\nBOTH=file\n" });
  await project.write('plain', nodeScript(SCRIPT));
});

afterAll(() => project?.dispose());

/** The settings of the function, as JSON, which YAML contains. */
const set = (fn: object) =>
  writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, functions: { fn } }));

const inspect = (fn: string) => engineCall<Inspected>('GET', `/containers/${project.imagePrefix}-${fn}/json`);

const ALL = {
  env: { TEXT: 'a "b" $c', NUMBER: 8080, FLAG: true, FROM_HOST: null, BOTH: 'env' },
  env_file: 'functions/fn/.env',
  ca: true,
  memory: '96m',
  cpus: 0.5,
  pids: 64,
  read_only: false,
  tmpfs: ['/cache:8m'],
  start: `node index.js --say 'hello world'`,
  health: { path: '/ready', deadline: 30, interval: 0.1 },
};

test('a function without settings keeps its defaults; .env is named with the setting that passes it', async () => {
  await set({});
  const { stderr } = await project.expectRun(0, 'up');
  expect(stderr).toContain('functions.fn.env_file in smolfaas.yaml');
  expect(await project.invoke<Seen>('fn')).toMatchObject({
    root: 'EROFS',
    argv: [],
    links: 1,
    trusts: false,
  });
});

describe('all settings', () => {
  test('check names them, up too, and it builds nothing', async () => {
    const before = await inspect('fn');
    await set({ ...ALL, networks: [network] });
    const { stdout } = await project.expectRun(1, 'check');
    expect(stdout).toContain('✗ Container was made with other settings (cpus, env.BOTH, env.FILE and ');
    const { stderr } = await project.expectRun(0, 'up', '--verbose');
    expect(stderr).toContain('plan: replace (cpus, env.BOTH, env.FILE and 10 more changed)');
    expect(stderr).not.toContain('building');
    const after = await inspect('fn');
    expect([after.Image, after.Id === before.Id]).toEqual([before.Image, false]);
    await project.expectRun(0, 'check');
  });

  test('each has its effect in the container', async () => {
    const seen = await project.invoke<Seen>('fn');
    expect(seen.env).toMatchObject({
      TEXT: 'a "b" $c',
      NUMBER: '8080',
      FLAG: 'true',
      FROM_HOST: 'host value',
      FILE: 'a # b',
      BOTH: 'env',
      PORT: '8000',
    });
    expect(seen).toMatchObject({ argv: ['--say', 'hello world'], cache: true, type: 'tmpfs', links: 2, trusts: true });
    expect(seen.options).toContain('size=8192k');
    expect(seen.root).not.toBe('EROFS');
    const { HostConfig, NetworkSettings } = await inspect('fn');
    expect(HostConfig).toMatchObject({ Memory: 96 << 20, NanoCpus: 5e8, PidsLimit: 64, ReadonlyRootfs: false });
    expect(Object.keys(NetworkSettings.Networks).sort()).toEqual([`${project.id}-net`, network]);
  });

  test('no other function has any of it', async () => {
    const { env } = await project.invoke<Seen>('plain');
    expect(env).not.toHaveProperty('TEXT');
    expect(env).not.toHaveProperty('FILE');
  });

  test('what another tool changes is found, named and put right', async () => {
    const { Id } = await inspect('fn');
    await engineCall('POST', `/containers/${Id}/update`, { NanoCPUs: 1e8 });
    await engineCall('POST', `/networks/${network}/disconnect`, { Container: Id });
    const { stdout } = await project.expectRun(1, 'check');
    expect(stdout).toContain('✗ CPU limit changed (0.1, not 0.5)');
    expect(stdout).toContain(`✗ Container not attached to network ${network}`);
    await project.expectRun(0, 'up');
    expect((await inspect('fn')).HostConfig.NanoCpus).toBe(5e8);
    expect(await project.invoke<Seen>('fn')).toMatchObject({ links: 2 });
  });

  test('a source that fails with these settings is named by check, until one of them changes', async () => {
    await project.write('fn', nodeScript("console.error('no'); process.exit(3);"));
    await project.expectRun(1, 'up');
    expect((await project.expectRun(1, 'check')).stdout).toMatch(
      /fn:\n {2}✗ Source was rejected by the last up at .* \(it exited with code 3\)/,
    );
    await set({ ...ALL, networks: [network], pids: 65 });
    expect((await project.expectRun(1, 'check')).stdout).toContain('fn:\n  ✗ Source hash changed');
    await project.write('fn', nodeScript(SCRIPT));
    await set({ ...ALL, networks: [network] });
    await project.expectRun(0, 'check');
  });

  test('a missing file, variable or network, and a limit too small, change nothing', async () => {
    const before = await inspect('fn');
    await set({ env_file: 'absent.env', env: { ABSENT: null }, networks: [`${network}-absent`] });
    const missing = await project.expectRun(2, 'up');
    expect(missing.stderr).toContain(
      `functions.fn.env_file: cannot read "${join(project.dir, 'absent.env')}" (ENOENT)`,
    );
    expect(missing.stderr).toContain('functions.fn.env.ABSENT: variable ABSENT is not set');
    await set({ networks: [`${network}-absent`] });
    const { stderr } = await project.expectRun(2, 'up');
    expect(stderr).toContain(`functions.fn.networks: the engine has no network "${network}-absent"`);
    await set({ memory: '1k' });
    expect((await project.expectRun(2, 'up')).stderr).toContain('functions.fn.memory: must be at least 6m');
    expect((await inspect('fn')).Id).toBe(before.Id);
  });
});
