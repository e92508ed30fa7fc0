/**
 * Files that runs leave: none, where a run could do nothing (rows 4, 5, 37, 57, 60, 61), and none after `down --force`, whatever
 * state the database was in (row 56). The whole project is looked at, the user's state directory included.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

const files = async (project: TestProject): Promise<readonly string[]> =>
  (await readdir(project.dir, { recursive: true })).toSorted();

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

describe('a run that can do nothing makes no file', () => {
  let project: TestProject;
  beforeEach(async () => {
    project = await TestProject.create();
  });
  afterEach(() => project.dispose());

  /** What there is after a run and was not there before, files as well as objects of the engine. */
  async function leftBy(code: number, ...args: readonly string[]): Promise<readonly string[]> {
    const before = await files(project);
    await project.expectRun(code, ...args);
    const left = (await files(project)).filter((name) => !before.includes(name));
    return [...left, ...(await project.leftovers())];
  }

  it.each<[code: number, ...args: string[]]>([
    [2, 'up'],
    [2, 'check'],
    [2, 'down'],
    [2, 'down', '--force'],
    [2, 'prune'],
    [2, 'images'],
    [2, 'images', 'lock'],
    [2, 'images', 'bundle', 'out.tar'],
    [2, 'images', 'load', 'in.tar'],
  ])('row 4: without a functions directory, exit %i: %s', async (code, ...args) => {
    await rm(project.functionsDir, { recursive: true });
    expect(await leftBy(code, ...args)).toEqual([]);
  });

  it.each<[code: number, ...args: string[]]>([
    [0, 'up'],
    [0, 'check'],
    [0, 'down'],
    [0, 'down', '--force'],
    [0, 'prune'],
    [2, 'up', '--locked'],
    [2, 'down', 'ghost'],
    [2, 'up', '--addr', 'not a host'],
  ])('row 5: with an empty one, exit %i: %s', async (code, ...args) => {
    expect(await leftBy(code, ...args)).toEqual([]);
  });

  it('row 7: where no directory is a function', async () => {
    await project.write('notes', { 'notes.txt': 'x' });
    await project.write('Not_A_Name', nodeFunction());
    expect(await leftBy(1, 'up')).toEqual([]);
  });

  it('row 57: without an engine', async () => {
    await project.write('fn', nodeFunction());
    project.env['DOCKER_HOST'] = `unix://${join(project.dir, 'no.sock')}`;
    expect(await leftBy(3, 'up')).toEqual([]);
  });

  it('row 37: where a port is taken', async () => {
    await project.write('fn', nodeFunction());
    const server = await listen(project.httpPort);
    expect(await leftBy(3, 'up')).toEqual([]);
    server.close();
  });

  it('row 21: where images are missing and there is no network', async () => {
    await project.write('fn', { Dockerfile: 'FROM missing.invalid/image:1\n' });
    expect(await leftBy(3, 'up', '--offline')).toEqual([]);
  });

  it('rows 60 and 61: where a name belongs to another project, or to nobody that we know', async () => {
    await project.write('fn', nodeFunction());
    const { SMOLFAAS_NETWORK: Name } = project.settings;
    const other = { 'dev.smolfaas.project': 'another', 'dev.smolfaas.functions-dir': '/' };
    for (const Labels of [{}, other]) {
      const { Id } = await engineCall<{ Id: string }>('POST', '/networks/create', { Name, Labels });
      expect(await leftBy(3, 'up')).toEqual([Name]);
      await engineCall('DELETE', `/networks/${Id}`);
    }
  });

  it('what was there before stays', async () => {
    await writeFile(project.stateDb, '');
    await project.expectRun(0, 'up');
    expect(existsSync(project.stateDb)).toBe(true);
  });
});

describe('down --force', () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await TestProject.create();
    await project.write('fn', nodeFunction());
    await project.expectRun(0, 'up');
  });
  afterAll(() => project.dispose());

  it('row 56: also removes the databases that were damaged and set aside', async () => {
    const garbage = 'this is no database'.repeat(1000);
    await writeFile(project.stateDb, garbage);
    await writeFile(`${project.stateDb}-lock`, garbage);
    await mkdir(join(project.dir, '.smolfaas.corrupt-notes'));
    await project.expectRun(0, 'up');
    expect((await files(project)).filter((name) => /\.corrupt-\d/.test(name))).toHaveLength(2);
    await project.expectRun(0, 'down', '--force');
    const left = (await readdir(project.dir)).filter((name) => name.startsWith('.smolfaas'));
    expect(left).toEqual(['.smolfaas.corrupt-notes']);
    expect((await files(project)).filter((name) => name.endsWith('.log'))).toEqual([]);
  });
});
