/**
 * Two machines: on the first everything is built, the second has no network and an empty engine. One file goes from one to the other, and
 * what was never built there runs there. The way out of the second machine counts packets, so that "sends nothing" is measured.
 */
import { copyFile, open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall, engineSocket, imagesNamed } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';
import { usualImages } from '../harness/throwaway/base-images.js';
import type { Namespaces } from '../harness/throwaway/namespaces.js';
import { openWayOut, packetsOut } from '../harness/throwaway/way-out.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

interface Up {
  readonly functions: readonly { readonly function: string; readonly status: string; readonly built: boolean }[];
}
interface Loaded {
  readonly functions: readonly { readonly function: string; readonly fit: string }[];
}

const LOADED = 'smolfaas.local/loaded/';
let here: TestProject;
let there: TestProject;
let engine: ThrowawayEngine;
let room: Namespaces;
let bases: Readonly<Record<string, string>>;
let small: string;
const file = (name = 'all.tar.gz') => join(here.dir, name);

/** Two functions with a runtime and one with a Dockerfile. */
async function writeAll(project: TestProject): Promise<void> {
  await project.write('a', nodeFunction('a'));
  await project.write('b', nodeFunction('b'));
  await project.write('page', {
    Dockerfile: `ARG BASE=${small}\nFROM $BASE\nRUN echo built > /srv-page\nCMD ["busybox", "httpd", "-f", "-p", "8000"]\n`,
  });
}
const up = async (...flags: string[]) =>
  (JSON.parse((await there.expectRun(0, 'up', '--offline', '--json', ...flags)).stdout) as Up).functions;

beforeAll(async () => {
  bases = await usualImages();
  small = await baseImage('go', 'static');
  here = await TestProject.create();
  // The second engine becomes the one that tests look at; the first machine keeps the first.
  here.env = { ...here.env, ...bases, DOCKER_HOST: `unix://${engineSocket()}` };
  await writeAll(here);
  await here.expectRun(0, 'up');
  for (const name of ['all.tar.gz', 'plain.tar']) await here.expectRun(0, 'images', 'bundle', file(name));
  engine = await ThrowawayEngine.create({
    bases: {},
    furnish: async (made) => {
      room = made;
      await openWayOut(made);
      return {};
    },
  });
  there = await TestProject.create();
  await engine.use(there);
  there.env = { ...there.env, ...bases };
  await writeAll(there);
});
afterAll(async () => {
  await there.dispose();
  await engine.dispose();
  await here.dispose();
});

describe('a bundle', () => {
  it('is one file, whole or not there; a name with .gz makes it smaller', async () => {
    const [packed, plain] = await Promise.all([stat(file()), stat(file('plain.tar'))]);
    expect(packed.size).toBeLessThan(plain.size * 0.7);
    expect((await readFile(file())).subarray(0, 2).toString('hex')).toBe('1f8b');
  });

  it('says what it lacks before it begins', async () => {
    await here.write('new', nodeFunction('new'));
    const unbuilt = await here.expectRun(2, 'images', 'bundle', file('no.tar'));
    expect(unbuilt.stderr).toContain('"new": no image of the present source');
    await expect(stat(file('no.tar'))).rejects.toThrow('ENOENT');
    await rm(join(here.functionsDir, 'new'), { recursive: true });
  });
});

describe('a machine without a network', () => {
  it('is told all that is missing, at once, and nothing is started', async () => {
    const { stderr } = await there.expectRun(3, 'up', '--offline');
    expect(stderr).toContain(`${bases['SMOLFAAS_BASE_NODE']}  (a, b)`);
    expect(stderr).toContain(`${bases['SMOLFAAS_BASE_CADDY']}  (the router)`);
    expect(stderr).toContain(`${small}  (page)`);
    expect(stderr).toContain('smolfaas images load FILE');
    expect(await there.containers()).toEqual([]);
  });

  it('takes no file that was cut or damaged', async () => {
    for (const [name, harm] of [
      ['cut.tar', (path: string) => truncate(path, 5_000_000)],
      ['cut.tar.gz', (path: string) => truncate(path, 5_000_000)],
      ['damaged.tar', damage],
    ] as const) {
      await copyFile(file(name.endsWith('gz') ? 'all.tar.gz' : 'plain.tar'), file(name));
      await harm(file(name));
      const { stderr } = await there.expectRun(2, 'images', 'load', file(name));
      expect(stderr).toMatch(/cannot be used: .*nothing was loaded/);
    }
    expect(await engineCall<unknown[]>('GET', '/images/json')).toEqual([]);
  });

  it('loads the bundle, and starts what was built elsewhere without building', async () => {
    const loaded = JSON.parse((await there.expectRun(0, 'images', 'load', file(), '--json')).stdout) as Loaded;
    expect(loaded.functions.map(({ fit }) => fit)).toEqual(['ready', 'ready', 'ready']);
    expect(await up()).toMatchObject([
      { function: 'a', status: 'started', built: false },
      { function: 'b', status: 'started', built: false },
      { function: 'page', status: 'started', built: false },
    ]);
    for (const fn of ['a', 'b']) expect(await there.invoke(fn)).toMatchObject({ version: fn });
    expect(await up()).toMatchObject([{ status: 'unchanged' }, { status: 'unchanged' }, { status: 'unchanged' }]);
    await there.expectRun(0, 'check');
  });

  it('builds an edit on the bases that came along', async () => {
    await there.write('a', nodeFunction('edited'));
    expect(await up()).toMatchObject([{ function: 'a', status: 'updated', built: true }, {}, {}]);
    expect(await there.invoke('a')).toMatchObject({ version: 'edited' });
  });

  it('asked nobody in all that time, which the counter would have seen', async () => {
    expect(await packetsOut(room)).toBe(0);
    await there.write('far', { Dockerfile: 'FROM none.example/far:1\n' });
    expect((await there.expectRun(3, 'up', '--offline')).stderr).toContain('none.example/far:1  (far)');
    expect(await packetsOut(room)).toBe(0);
    const asking = there.start('images', 'pull', 'none.example/far:1');
    await expect.poll(() => packetsOut(room), { timeout: 30_000 }).toBeGreaterThan(0);
    asking.process.kill('SIGTERM');
    await asking.result;
    await rm(join(there.functionsDir, 'far'), { recursive: true });
  });

  it('is left by down --force without images of functions, also those that were loaded; bases stay', async () => {
    await there.expectRun(0, 'down', '--force');
    expect(await there.leftovers()).toEqual([]);
    expect((await imagesNamed(LOADED)).flatMap(({ RepoTags }) => RepoTags)).toEqual([]);
    for (const base of [bases['SMOLFAAS_BASE_NODE'], bases['SMOLFAAS_BASE_CADDY'], small]) {
      await engineCall('GET', `/images/${base}/json`);
    }
  });
});

/** Turns one byte over, somewhere in a layer. */
async function damage(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, 3_000_000);
  await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, 3_000_000);
  await handle.close();
}
