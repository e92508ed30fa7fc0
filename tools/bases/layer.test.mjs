import { chmod, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../process/command.mjs';
import { openArchive } from './image-archive.mjs';
import { cachedLayer, packLayer } from './layer.mjs';

let root;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'smolfaas-layer-'));
});
afterEach(() => rm(root, { recursive: true }));

/** The same tree, its files created in the given order and stamped with the given time. */
async function stage(name, files, seconds) {
  const directory = join(root, name);
  await mkdir(join(directory, 'bin'), { recursive: true });
  for (const file of files) {
    await writeFile(join(directory, file), file);
    await chmod(join(directory, file), 0o755);
    await utimes(join(directory, file), seconds, seconds);
  }
  await symlink('a', join(directory, 'bin/link'));
  return directory;
}

test('the same files give the same bytes, whatever their order and times; other files give others', async () => {
  const one = await packLayer(join(root, 'cache'), 'one', await stage('x', ['bin/a', 'bin/b'], 1000));
  const two = await packLayer(join(root, 'cache'), 'two', await stage('y', ['bin/b', 'bin/a'], 2000));
  const other = await packLayer(join(root, 'cache'), 'other', await stage('z', ['bin/b', 'bin/c'], 1000));
  expect(two.digest).toBe(one.digest);
  expect(other.digest).not.toBe(one.digest);
  expect(one.digest).toBe(
    `sha256:${createHash('sha256')
      .update(await readFile(one.file))
      .digest('hex')}`,
  );
  expect(await run('tar', ['-tvf', one.file])).toMatch(/^-rwxr-xr-x 0\/0 +5 1970-01-01 00:00 \.\/bin\/a$/m);
});

test('a finished layer is found in the cache, an interrupted one is not', async () => {
  const cache = join(root, 'cache');
  expect(await cachedLayer(cache, 'base')).toBeUndefined();
  const made = await packLayer(cache, 'base', await stage('x', ['bin/a'], 1000));
  expect(await cachedLayer(cache, 'base')).toEqual(made);
  await rm(`${made.file}.digest`);
  expect(await cachedLayer(cache, 'base')).toBeUndefined();
});

test('a failing tar is an error with its own words', async () => {
  await expect(packLayer(join(root, 'cache'), 'x', join(root, 'absent'))).rejects.toThrow('Cannot open');
});

test('an image archive holds a manifest, the config it is named by, and the layers', async () => {
  const layer = await packLayer(join(root, 'cache'), 'base', await stage('x', ['bin/a'], 1000));
  const image = { name: 'example.test/base:1', config: { Cmd: ['a'] } };
  const context = { workDir: root, platform: { docker: 'amd64' }, signal: new AbortController().signal };
  const unpacked = join(root, 'unpacked');
  await mkdir(unpacked);
  const archive = await openArchive(image, [layer], context);
  await sleep(300); // a reader that is late, when tar has long ended, gets every byte all the same
  await writeFile(join(root, 'archive.tar'), archive);
  await run('tar', ['-xf', join(root, 'archive.tar'), '-C', unpacked]);

  const [manifest] = JSON.parse(await readFile(join(unpacked, 'manifest.json'), 'utf8'));
  expect(manifest.RepoTags).toEqual(['example.test/base:1']);
  const config = await readFile(join(unpacked, manifest.Config), 'utf8');
  expect(`${createHash('sha256').update(config).digest('hex')}.json`).toBe(manifest.Config);
  expect(JSON.parse(config)).toMatchObject({
    architecture: 'amd64',
    created: '1970-01-01T00:00:00Z',
    config: { Cmd: ['a'], Labels: { 'dev.smolfaas.standin': '1' } },
    rootfs: { diff_ids: [layer.digest] },
  });
  expect(await readFile(join(unpacked, manifest.Layers[0]))).toEqual(await readFile(layer.file));
});
