/**
 * Builds that hang, look around, or are given what they should not get. The numbers are the project's own rows of faults.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archive, treeInContainer } from '../fidelity/tree.js';
import { baseImage } from '../harness/bases.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { readTar } from '../harness/tar.js';

/** A web server on the smallest base, with everything that belongs to the function in /www. */
const served = async (...lines: readonly string[]) =>
  [
    `FROM ${await baseImage('go', 'static')}`,
    'COPY . /www',
    ...lines,
    'STOPSIGNAL SIGKILL',
    'CMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n',
  ].join('\n');

describe('row 20: a build step that hangs', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', { Dockerfile: await served(), 'index.html': 'one' });
    await project.write('other', { Dockerfile: await served(), 'index.html': 'one' });
    await project.expectRun(0, 'up');
    await project.write('fn', { Dockerfile: await served('RUN echo begun; sleep 600'), 'index.html': 'two' });
  });
  afterAll(() => project.dispose());

  const old = async () => expect((await project.call('/invoke/fn/')).body).toBe('one');

  it('ends at its deadline, named with the step; other functions go on, and the old version serves', async () => {
    await project.write('other', { 'index.html': 'two' });
    const up = await project.expectRun(1, 'up', '--build-timeout', '4');
    expect(up.stderr).toMatch(/build did not finish within 4 s, in step ".*sleep 600/);
    expect(up.stderr).toContain('--build-timeout SECONDS');
    expect((await project.call('/invoke/other/')).body).toBe('two');
    await old();
  });

  it('Ctrl-C ends it within 2 s, with exit 130', async () => {
    const run = project.start('up', '--verbose');
    await run.printed('begun');
    const began = performance.now();
    run.process.kill('SIGINT');
    const result = await run.result;
    expect(result.code).toBe(130);
    expect(performance.now() - began).toBeLessThan(2000);
    await old();
  });
});

describe('row 23: an install script that looks around', () => {
  const canary = 'canary-5b1f0c7e';
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    project.env = { SECRET_OF_THE_HOST: canary, NPM_TOKEN: canary };
    await project.write('neighbour', { ...nodeFunction('neighbour'), 'secret.txt': canary });
    const files = { ...nodeFunction('nosy'), 'package.json': PACKAGE, 'look.cjs': LOOK };
    await project.write('nosy', { ...files, 'places.json': JSON.stringify([project.dir, project.stateDb]) });
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  it('sees its own files and its own step, and nothing of the host, the engine or another function', async () => {
    expect(await project.invoke('nosy')).toMatchObject({ version: 'nosy' });
    const loot = JSON.parse(await fileIn(`${project.imagePrefix}-nosy`, '/app/loot.json')) as Loot;
    expect(loot.ran).toBe(true);
    expect(loot.exists).toEqual([]);
    expect(loot.canaries).toEqual([]);
    expect(loot.environment.filter((line) => line.includes(canary))).toEqual([]);
    expect(loot.processes).not.toContain('dockerd');
    expect(loot.devices).toEqual([]);
  });
});

/** What the script found. */
interface Loot {
  readonly ran: boolean;
  readonly exists: readonly string[];
  readonly canaries: readonly string[];
  readonly environment: readonly string[];
  readonly processes: readonly string[];
  readonly devices: readonly string[];
}

const PACKAGE = JSON.stringify({ name: 'fn', private: true, scripts: { postinstall: 'node look.cjs' } });

/** Looks for sockets, host paths, disks, other processes, and the canary in every file it can reach. */
const LOOK = `const fs = require('node:fs');
const path = require('node:path');
const quiet = (work, otherwise) => { try { return work(); } catch { return otherwise; } };
const sockets = ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock', '/run/buildkit/buildkitd.sock'];
const exists = [...sockets, '/var/lib/docker', ...JSON.parse(fs.readFileSync('places.json'))].filter((p) => fs.existsSync(p));
const canaries = [];
const search = (dir) => {
  for (const entry of quiet(() => fs.readdirSync(dir, { withFileTypes: true }), [])) {
    const at = path.join(dir, entry.name);
    if (['/proc', '/sys', '/dev', '/usr', '/cache'].includes(at)) continue;
    if (entry.isDirectory()) search(at);
    else if (entry.isFile() && quiet(() => fs.statSync(at).size < 1e6 && fs.readFileSync(at, 'latin1').includes('canary-' + '5b1f0c7e'), false)) canaries.push(at);
  }
};
search('/');
const numbers = fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
const processes = numbers.map((pid) => quiet(() => fs.readFileSync('/proc/' + pid + '/comm', 'utf8').trim(), ''));
const devices = fs.readdirSync('/dev').filter((name) => /^(sd|vd|nvme|xvd|loop|mem$|kmsg$)/.test(name) && quiet(() => (fs.closeSync(fs.openSync('/dev/' + name)), true), false));
const environment = Object.entries(process.env).map((pair) => pair.join('='));
fs.writeFileSync('loot.json', JSON.stringify({ ran: true, exists, canaries, environment, processes, devices }));
`;

async function fileIn(container: string, path: string): Promise<string> {
  return readTar(await archive(container, path))[0]?.data.toString('utf8') ?? '';
}

describe('rows 17 and 18: what is part of a source, and what is not', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', {
      Dockerfile: await served(),
      'index.html': 'one',
      '.env': 'TOKEN=1',
      'sub/.env.local': 'TOKEN=2',
      '.git/config': '[core]',
      'key.pem': 'PRIVATE',
    });
  });
  afterAll(() => project.dispose());

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
    expect((await project.call('/invoke/fn/')).body).toBe('one');
  });

  it('row 18: so is one that cannot be read, as a file or at all', async () => {
    const path = join(project.functionsDir, 'fn', '.dockerignore');
    await writeFile(path, '*.pem\n');
    await chmod(path, 0);
    expect((await project.runBoundByPermissions('up')).stderr).toMatch(/\.dockerignore cannot be used: .*EACCES/);
    await rm(path);
    await mkdir(path);
    expect((await project.expectRun(1, 'up')).stderr).toMatch(/\.dockerignore cannot be used/);
    expect((await project.call('/invoke/fn/')).body).toBe('one');
  });
});

describe('row 13: sources that nobody meant', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
    await project.write('small', nodeFunction('small'));
  });
  afterAll(() => project.dispose());

  /** Runs `up`, and tells how much memory it took at most, in bytes. */
  async function up(code: number, ...args: readonly string[]) {
    const report = join(project.dir, 'rss');
    const script = `import('node:fs').then((fs) => process.on('exit', () => fs.writeFileSync('${report}', String(process.resourceUsage().maxRSS))))`;
    project.env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
    const result = await project.expectRun(code, 'up', ...args);
    return { ...result, rss: Number(await readFile(report, 'utf8')) * 1024 };
  }

  it('5 GB in one file: refused at once, with the largest files and how to leave them out; others go on', async () => {
    await project.write('fn', { 'data/huge.bin': '', 'data/large.bin': 'x'.repeat(1000) });
    await truncate(join(project.functionsDir, 'fn', 'data/huge.bin'), 5e9);
    const { stderr, rss } = await up(1);
    expect(stderr).toMatch(
      /fn: the source is 5\.0 GB, more than 1\.0 GB; largest: data\/huge\.bin \(5\.0 GB\), data\/large/,
    );
    expect(stderr).toContain('.dockerignore');
    expect(rss).toBeLessThan(150e6);
    expect(await project.invoke('small')).toMatchObject({ version: 'small' });
  });

  it('left out, it costs nothing', async () => {
    await project.write('fn', { '.dockerignore': 'data\n' });
    await up(0);
    expect(await project.invoke('fn')).toMatchObject({ version: '1' });
  });

  it('200 000 files: refused with the fullest directories, within the same memory', async () => {
    const many = join(project.functionsDir, 'fn', 'many');
    for (let folder = 0; folder < 200; folder++) {
      mkdirSync(join(many, String(folder)), { recursive: true });
      for (let file = 0; file < 1000; file++) writeFileSync(join(many, String(folder), String(file)), '');
    }
    const { stderr, rss } = await up(1);
    expect(stderr).toMatch(/fn: the source has more than 100000 files; largest: many\/\d+ \(1000\), /);
    expect(rss).toBeLessThan(150e6);
  });
});
