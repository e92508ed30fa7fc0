/**
 * Functions that are removed: a run that is killed while it removes one leaves nothing that the
 * next `up` cannot finish, and their images do not stay for ever.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineProxy } from '../harness/engine-proxy.js';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
beforeEach(async () => {
  project = await TestProject.create();
});
afterEach(() => project.dispose());

const drop = (fn: string) => rm(join(project.functionsDir, fn), { recursive: true });

describe('row 54: killed between removing a container and recording it', () => {
  it.each([
    [
      ['up', '--remove-orphans'],
      ['gone', 'stays'],
    ],
    [
      ['down', 'gone'],
      ['gone', 'stays'],
    ],
    [['down', 'gone'], ['gone']],
  ])('%s of %s: the next up leaves nothing to report', async (command, functions) => {
    for (const fn of functions) await project.write(fn, nodeFunction(fn));
    await project.expectRun(0, 'up');
    await drop('gone');
    const proxy = await EngineProxy.listen(join(project.dir, 'engine.sock'));
    project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
    const run = project.start(...command);
    proxy.beforeCall = async (call) => {
      const [method = '', path = ''] = call.split(' ');
      if (method !== 'DELETE' || !path.includes('/containers/')) return;
      await engineCall('DELETE', path);
      run.process.kill('SIGKILL');
      await new Promise(() => {}); // whom it was killed before hears no answer
    };
    expect((await run.result).signal).toBe('SIGKILL');
    project.env = {};
    await proxy.close();
    await project.expectRun(0, 'up');
    await project.expectRun(0, 'check');
    await project.expectRun(0, 'down', '--force');
    expect(await project.leftovers()).toEqual([]);
  });
});

it('images of removed functions stay as far as --keep-images says, all of them together, and prune takes them', async () => {
  for (const fn of ['a', 'b', 'c', 'stays']) await project.write(fn, nodeFunction(fn));
  await project.expectRun(0, 'up');
  for (const fn of ['a', 'b', 'c']) await drop(fn);
  await project.expectRun(0, 'up', '--remove-orphans');
  expect(await project.images()).toHaveLength(3);
  await project.expectRun(0, 'up', '--keep-images', '1');
  expect(await project.images()).toHaveLength(2);
  await project.expectRun(0, 'prune');
  expect((await project.images()).flatMap(({ RepoTags }) => RepoTags)).toEqual([
    expect.stringContaining(`${project.imagePrefix}-stays:`),
    expect.stringContaining(`${project.imagePrefix}-stays:`),
  ]);
  await project.expectRun(0, 'check');
});
