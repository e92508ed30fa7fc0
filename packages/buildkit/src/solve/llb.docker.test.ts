/**
 * LLB solves against a real engine: the image contains the fingerprinted files and nothing else.
 */
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { copy, local, marshal, mkfile, scratch } from '@smolfaas/llb';
import { expect, test } from 'vitest';
import type { SolveRequest } from '../api.js';
import {
  build,
  engineClient,
  CONFIG,
  filesOf,
  imageRequest,
  inspect,
  sourceDirectory,
  uniqueName,
} from '../engine.test.fixture.js';
import { readTree } from '../filesync/read-tree.js';
import type { FileTree } from '../filesync/tree.js';

const client = await engineClient();

const all = (options = {}) => local('all', { sharedKeyHint: 'all', ...options });
const copied = (source = all()) =>
  scratch().file([copy(source, '/', '/app/', { dirCopyContents: true, createDestPath: true })], {
    name: 'copy sources',
  });

test('an image gets its files with contents, modes, times and links, and its config', async () => {
  const root = sourceDirectory({ 'main.js': 'one', 'bin/run': '#!', 'dir.sub': 'after dir/…', 'dir/x': 'x' });
  chmodSync(join(root, 'bin/run'), 0o755);
  symlinkSync('../outside/secret', join(root, 'link'));
  mkdirSync(join(root, 'empty'));
  utimesSync(join(root, 'main.js'), 1_600_000_000, 1_600_000_000);
  const { image, imageId, steps } = await build(client, imageRequest(copied(), { all: await readTree(root) }));
  const files = await filesOf(image);
  expect([...files.keys()].toSorted()).toEqual([
    '',
    'bin',
    'bin/run',
    'dir',
    'dir.sub',
    'dir/x',
    'empty',
    'link',
    'main.js',
  ]);
  expect(files.get('main.js')).toMatchObject({ type: 'file', mode: 0o644, content: Buffer.from('one') });
  expect(Math.floor(files.get('main.js')?.mtime ?? 0)).toBe(1_600_000_000);
  expect(files.get('bin/run')?.mode).toBe(0o755);
  expect(files.get('link')).toMatchObject({ type: 'link', linkname: '../outside/secret' });
  const { Id, Config } = await inspect(image);
  expect(Id).toBe(imageId);
  expect(Config).toMatchObject({ Cmd: ['/none'], User: '65532:65532', Env: ['A=b'] });
  expect(steps.map(({ name }) => name)).toContain('copy sources');
});

test('an edit that keeps size and time yields the new bytes', async () => {
  const root = sourceDirectory({ 'a.txt': 'old bytes', 'b.txt': 'same' });
  const keepTime = () => utimesSync(join(root, 'a.txt'), 1_700_000_000, 1_700_000_000);
  keepTime();
  const name = uniqueName();
  await build(client, imageRequest(copied(), { all: await readTree(root) }, name));
  writeFileSync(join(root, 'a.txt'), 'new bytes');
  keepTime();
  await build(client, imageRequest(copied(), { all: await readTree(root) }, name));
  expect((await filesOf(name)).get('a.txt')?.content.toString()).toBe('new bytes');
});

test('nothing changed: every step is cached and the image id is the same', async () => {
  const root = sourceDirectory({ 'a.txt': uniqueName() });
  const request = imageRequest(copied(), { all: await readTree(root) });
  const first = await build(client, request);
  const second = await build(client, request);
  expect(second.imageId).toBe(first.imageId);
  expect(second.steps.find(({ name }) => name === 'copy sources')?.cached).toBe(true);
});

test('a file that changed since its fingerprint fails the solve and names it', async () => {
  const root = sourceDirectory({ 'sub/a.txt': 'fingerprinted', 'b.txt': 'b' });
  const tree = await readTree(root);
  writeFileSync(join(root, 'sub/a.txt'), 'FINGERPRINTED');
  const failed = client.solve(imageRequest(copied(), { all: tree }));
  await expect(failed).rejects.toMatchObject({ code: 'source-changed', details: { path: 'sub/a.txt' } });
});

test('a file that changes while it is being sent fails the solve', async () => {
  const root = sourceDirectory({ big: Buffer.alloc(64 << 20, uniqueName()) });
  const request = imageRequest(copied(), { all: await readTree(root) });
  let edited = false;
  const onProgress: SolveRequest['onProgress'] = (event) => {
    if (edited || event.type !== 'transfer' || event.current === 0) return;
    edited = true;
    const file = openSync(join(root, 'big'), 'r+');
    writeSync(file, '!', (64 << 20) - 1);
    closeSync(file);
  };
  const failed = client.solve({ ...request, onProgress });
  await expect(failed).rejects.toMatchObject({ code: 'source-changed', details: { path: 'big' } });
  expect(edited).toBe(true);
});

test('a cancel in the middle of a transfer ends it at once', async () => {
  const root = sourceDirectory({ big: Buffer.alloc(64 << 20, uniqueName()) });
  const request = imageRequest(copied(), { all: await readTree(root) });
  const controller = new AbortController();
  let begin = Number.NaN;
  const onProgress: SolveRequest['onProgress'] = (event) => {
    if (event.type !== 'transfer' || event.current === 0 || controller.signal.aborted) return;
    begin = performance.now();
    controller.abort();
  };
  await expect(client.solve({ ...request, onProgress, signal: controller.signal })).rejects.toMatchObject({
    code: 'canceled',
  });
  expect(performance.now() - begin).toBeLessThan(1_000);
});

test('a file that became a link is not followed', async () => {
  const root = sourceDirectory({ a: 'inside' });
  const tree = await readTree(root);
  rmSync(join(root, 'a'));
  symlinkSync('/etc/hostname', join(root, 'a'));
  const failed = client.solve(imageRequest(copied(), { all: tree }));
  await expect(failed).rejects.toMatchObject({ code: 'source-changed', details: { path: 'a' } });
});

test('a file that vanished is a change, never an empty file', async () => {
  const root = sourceDirectory({ 'gone.txt': uniqueName(), stays: 's' });
  const tree = await readTree(root);
  rmSync(join(root, 'gone.txt'));
  const failed = client.solve(imageRequest(copied(), { all: tree }));
  await expect(failed).rejects.toMatchObject({ code: 'source-changed', details: { path: 'gone.txt' } });
});

test('a file of 64 MB arrives whole', async () => {
  const content = Buffer.alloc(64 << 20, uniqueName());
  const root = sourceDirectory({ big: content });
  const { image } = await build(client, imageRequest(copied(), { all: await readTree(root) }));
  const arrived = (await filesOf(image)).get('big')?.content;
  expect(arrived?.equals(content)).toBe(true);
});

test('names beyond ASCII arrive as they are', async () => {
  const root = sourceDirectory({
    'größe/日本語.txt': '1',
    '\u{1f600}.txt': '2',
    '\uffee': '3',
    'a b, c': '4',
    '100%': '5',
  });
  const { image } = await build(client, imageRequest(copied(), { all: await readTree(root) }));
  const names = [...(await filesOf(image)).keys()].toSorted();
  expect(names).toEqual(['', '100%', 'a b, c', 'größe', 'größe/日本語.txt', '\u{1f600}.txt', '\uffee'].toSorted());
});

test('include and exclude patterns of a local source are applied, commas and spaces included', async () => {
  const files = { 'a, b': '1', a: '2', b: '3', 'keep/x.go': '4', 'keep/x.md': '5', '[id].ts': '6', 'ü/y.go': '7' };
  const tree = await readTree(sourceDirectory(files));
  const source = local('all', {
    sharedKeyHint: uniqueName(),
    include: ['a, b', 'keep', '[id].ts', 'ü'],
    exclude: ['**/*.md'],
  });
  const { image } = await build(client, imageRequest(copied(source), { all: tree }));
  const names = [...(await filesOf(image)).keys()].toSorted();
  expect(names).toEqual(['', '[id].ts', 'a, b', 'keep', 'keep/x.go', 'ü', 'ü/y.go'].toSorted());
});

test('four solves at once over one client', async () => {
  const one = async (text: string) => {
    const tree = await readTree(sourceDirectory({ f: text, pad: Buffer.alloc(1 << 20, text) }));
    const { image } = await build(client, imageRequest(copied(), { all: tree }));
    return (await filesOf(image)).get('f')?.content.toString();
  };
  const texts = ['1', '2', '3', '4'].map((n) => `${n} ${uniqueName()}`);
  expect(await Promise.all(texts.map(one))).toEqual(texts);
});

test('without an exporter the graph is only evaluated', async () => {
  const definition = marshal(scratch().file([mkfile('/f', uniqueName())])).bytes;
  const input = { kind: 'llb', definition, config: CONFIG } as const;
  const result = await client.solve({ input, locals: {}, sharedKey: 'bkt', deadlineMs: 20_000 });
  expect(result.imageId).toBeUndefined();
  expect(result.steps.length).toBeGreaterThan(0);
});

test('a local source that nobody provides fails and says so', async () => {
  const failed = client.solve(imageRequest(copied(), {}));
  await expect(failed).rejects.toThrow('the build asks for the local source "all", which the request does not have');
});

test('an entry that cannot be sent truthfully is refused by its name', async () => {
  const root = sourceDirectory({ f: 'x' });
  const { mtimeMs } = statSync(join(root, 'f'));
  const tree: FileTree = {
    root,
    entries: [{ path: 'f', kind: 'file', mode: 0o644, size: 1, mtimeSeconds: Math.floor(mtimeMs / 1000) }],
  };
  await expect(client.solve(imageRequest(copied(), { all: tree }))).rejects.toThrow(
    /"f" cannot be sent: it has no SHA-256/,
  );
});
