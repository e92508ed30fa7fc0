/**
 * Builds that hang, look around, or are given what they should not get, on each builder; in the short form on the one
 * in a container. The numbers are the project's own rows of faults.
 */
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { treeInContainer } from '../fidelity/tree.js';
import { baseImage } from '../harness/bases.js';
import { nodeFunction } from '../harness/functions.js';
import { readImages } from '../harness/images.js';
import { type PrivateRegistry, startPrivateRegistry } from '../harness/private-registry.js';
import { builders, TestProject } from '../harness/project.js';
import { type Loot, lootOf, nosyPackage, WAYS_OUT } from './nosy.js';

const CANARY = 'canary-5b1f0c7e';
const LOGIN = 'me:of-the-own-step';

/** A web server on the smallest base, with everything that belongs to the function in /www. */
const served = async (...lines: readonly string[]) =>
  [
    `FROM ${await baseImage('go', 'static')}`,
    'COPY . /www',
    ...lines,
    'STOPSIGNAL SIGKILL',
    'CMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n',
  ].join('\n');

describe.each(builders('container'))('on the builder %s', (builder) => {
  let project: TestProject;
  const bodyOf = async (fn: string) => (await project.call(`/invoke/${fn}/`)).body;

  beforeAll(async () => {
    project = await TestProject.create();
    project.env = { SMOLFAAS_BUILDER: builder };
  });
  afterAll(() => project.dispose());

  describe('row 20: a build step that hangs', () => {
    beforeAll(async () => {
      await project.write('slow', { Dockerfile: await served(), 'index.html': 'one' });
      await project.write('other', { Dockerfile: await served(), 'index.html': 'one' });
      await project.expectRun(0, 'up');
      const step = `RUN echo begun ${project.id}; sleep 600`;
      await project.write('slow', { Dockerfile: await served(step), 'index.html': 'two' });
    });
    afterAll(() => rm(join(project.functionsDir, 'slow'), { recursive: true }));

    it('ends at its deadline, named with the step; other functions go on, and the old version serves', async () => {
      await project.write('other', { 'index.html': 'two' });
      const up = await project.expectRun(1, 'up', '--build-timeout', '4');
      expect(up.stderr).toMatch(/build did not finish within 4 s, in step ".*sleep 600/);
      expect(up.stderr).toContain('--build-timeout SECONDS');
      expect(await bodyOf('other')).toBe('two');
      expect(await bodyOf('slow')).toBe('one');
    });

    it('Ctrl-C ends it within 2 s, with exit 130', async () => {
      const run = project.start('up', '--verbose');
      await run.printed('begun');
      const began = performance.now();
      run.process.kill('SIGINT');
      const result = await run.result;
      expect(result.code).toBe(130);
      expect(performance.now() - began).toBeLessThan(2000);
      expect(await bodyOf('slow')).toBe('one');
    });
  });

  it('a step that fails long before its end shows where, and names the log file, which has all of it', async () => {
    const step =
      'RUN exec 2>&1; for i in $(seq 60); do echo "before $i"; done; no-such-tool; for i in $(seq 90); do echo "after $i"; done; exit 3';
    await project.write('long', { Dockerfile: await served(step), 'index.html': 'one' });
    const up = await project.expectRun(1, 'up');
    await rm(join(project.functionsDir, 'long'), { recursive: true });
    expect(up.stderr).toMatch(/failed \(exit 3\)\n {2}│ before 60\n {2}│ .*no-such-tool: not found\n/);
    expect(up.stderr).toMatch(/│ after 3\n {2}│ … 67 lines\n {2}│ after 71\n[^]*│ after 90\n/);
    const [, log = ''] = /→ log file with all 151 lines: (\S+)/.exec(up.stderr) ?? [];
    expect(await readFile(log, 'utf8')).toContain('"line":"after 40"');
  });

  describe('row 23: the install script of a dependency that looks around', () => {
    let registry: PrivateRegistry;
    let loot: Loot;
    beforeAll(async () => {
      const name = `nosy-${project.id}`;
      registry = await startPrivateRegistry(project, LOGIN, (host) =>
        nosyPackage(host, name, CANARY, [project.dir, project.stateDb]),
      );
      const { env } = project;
      project.env = {
        ...env,
        NODE_EXTRA_CA_CERTS: registry.certificate,
        SECRET_OF_THE_HOST: CANARY,
        NPM_TOKEN: CANARY,
        BUILD_TOKEN: CANARY,
      };
      const login = `//${registry.host}/npm/:_auth=${Buffer.from(LOGIN).toString('base64')}\n`;
      const npmrc = `registry=https://${registry.host}/npm/\n${login}`;
      const neighbour = { 'secret.txt': CANARY, '.npmrc': `//npm.invalid/:_authToken=${CANARY}\n` };
      await project.write('neighbour', { ...nodeFunction('neighbour'), ...neighbour });
      const dependencies = { [name]: '1.0.0' };
      const manifest = JSON.stringify({ name: 'fn', private: true, dependencies });
      await project.write('nosy', { ...nodeFunction('nosy'), 'package.json': manifest, '.npmrc': npmrc });
      await project.expectRun(0, 'up');
      project.env = env;
      loot = await lootOf(`${project.imagePrefix}-nosy`, name);
    });
    afterAll(async () => {
      for (const fn of ['neighbour', 'nosy']) await rm(join(project.functionsDir, fn), { recursive: true });
    });

    it('runs in its own step', async () => {
      expect(await project.invoke('nosy')).toMatchObject({ version: 'nosy' });
      expect(loot.ran).toBe(true);
    });

    it('sees nothing of the host, the engine, the builder or another function', () => {
      expect(loot.exists).toEqual([]);
      expect(loot.canaries).toEqual([]);
      expect(loot.environment.filter((line) => line.includes(CANARY))).toEqual([]);
      expect(loot.processes.filter((name) => /docker|containerd|buildkit|rootlesskit|runc/.test(name))).toEqual([]);
      expect(loot.devices).toEqual([]);
      expect(loot.services).toEqual([]);
    });

    it('has no right that leads out of its sandbox', () => {
      const rights = BigInt(`0x${loot.rights}`);
      const held = Object.entries(WAYS_OUT).filter(([, bit]) => (rights >> BigInt(bit)) & 1n);
      expect(held).toEqual([]);
    });
  });

  describe('rows 17 and 18: what is part of a source, and what is not', () => {
    beforeAll(() =>
      served().then((Dockerfile) =>
        project.write('fn', {
          Dockerfile,
          'index.html': 'one',
          '.env': 'TOKEN=1',
          'sub/.env.local': 'TOKEN=2',
          '.git/config': '[core]',
          'key.pem': 'PRIVATE',
        }),
      ),
    );
    const paths = async () => [...(await treeInContainer(`${project.imagePrefix}-fn`, '/www')).keys()].sort();

    it('row 17: .git stays out, .env files with a notice, and keys come in with a warning', async () => {
      const up = await project.expectRun(0, 'up');
      expect(await paths()).toEqual(['Dockerfile', 'index.html', 'key.pem', 'sub']);
      expect(up.stderr).toMatch(/note: .*\.env, sub\/\.env\.local left out; .*"!\.env" to \.dockerignore/);
      expect(up.stderr).toMatch(/warning: .*key\.pem may hold a private key/);
    });

    it('row 17: !.env brings that one in', async () => {
      await project.write('fn', { '.dockerignore': '*.pem\n!.env\n' });
      await project.expectRun(0, 'up');
      expect(await paths()).toEqual(['.dockerignore', '.env', 'Dockerfile', 'index.html', 'sub']);
    });

    it('row 18: a malformed .dockerignore is an error, never treated as absent', async () => {
      await project.write('fn', { '.dockerignore': '[\n', 'index.html': 'two' });
      const up = await project.expectRun(1, 'up');
      expect(up.stderr).toMatch(/\.dockerignore cannot be used/);
      expect(await bodyOf('fn')).toBe('one');
    });

    it('row 18: so is one that cannot be read, as a file or at all', async () => {
      const path = join(project.functionsDir, 'fn', '.dockerignore');
      await writeFile(path, '*.pem\n');
      await chmod(path, 0);
      expect((await project.runBoundByPermissions('up')).stderr).toMatch(/\.dockerignore cannot be used: .*EACCES/);
      await rm(path);
      await mkdir(path);
      expect((await project.expectRun(1, 'up')).stderr).toMatch(/\.dockerignore cannot be used/);
      expect(await bodyOf('fn')).toBe('one');
      await rm(path, { recursive: true });
    });
  });

  describe('rows 22 and 24: what a Dockerfile is not given', () => {
    const REFUSED = {
      frontend: ['# syntax=evil.invalid/frontend:1\nFROM scratch\n', /frontend: Dockerfile line 1: # syntax=evil/],
      network: ['FROM scratch\nRUN --network=host true\n', /network: Dockerfile line 2: RUN --network=host is refused/],
      rights: [
        'FROM scratch\nRUN --security=insecure true\n',
        /rights: Dockerfile line 2: RUN --security=insecure is refused/,
      ],
    } as const;
    let said: string;

    beforeAll(async () => {
      for (const [fn, [Dockerfile]] of Object.entries(REFUSED)) await project.write(fn, { Dockerfile });
      const length = `RUN --mount=type=secret,id=token,required=true test "$(wc -c < /run/secrets/token)" = ${CANARY.length}`;
      await project.write('secretive', { Dockerfile: await served('ARG API_TOKEN', length), 'index.html': 'kept' });
      const settings = { secrets: { token: 'env=BUILD_TOKEN' }, args: { API_TOKEN: 'looks like a secret' } };
      const file = { version: 1, functions: { secretive: { settings } } };
      await writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify(file));
      project.env = { ...project.env, BUILD_TOKEN: CANARY };
      const up = await project.expectRun(1, 'up', '--verbose');
      said = up.stdout + up.stderr;
    });

    it.each(Object.entries(REFUSED))('row 22: %s of its own choice is refused', (_, [, reason]) => {
      expect(said).toMatch(reason);
    });

    it('row 24: a secret as an argument is warned of; one that is mounted is there, and leaves no trace', async () => {
      expect(said).toMatch(/warning: secretive: setting args: API_TOKEN looks like a secret.*--mount=type=secret/);
      expect(await bodyOf('secretive')).toBe('kept');
      expect(said).not.toContain(CANARY);
      const name = `${project.imagePrefix}-secretive:latest`;
      const image = (await readImages([name], await baseImage('go', 'static'))).get(name);
      expect(image?.holds(CANARY)).toBe(false);
    });
  });
});
