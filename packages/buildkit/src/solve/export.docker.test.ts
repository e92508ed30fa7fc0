/**
 * Exports of a stand-alone buildkitd: as an image that is loaded into the engine, and as bytes that
 * are read at the receiver's speed. Also base images that only this client has. No registry, no
 * file on the way. All of it through an exec, the longest path.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { copy, diff, image, local, marshal, merge, mkfile, ociLayout, rm, scratch, type State } from '@smolfaas/llb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildKitClient, ExportConsumer, SolveRequest } from '../api.js';
import { type Buildkitd, layoutOf, startBuildkitd } from '../buildkitd.test.fixture.js';
import { connect } from '../connect.js';
import {
  cleanUp,
  CONFIG,
  filesOf,
  inspect,
  removeLater,
  SOCKET,
  sourceDirectory,
  STATIC_BASE,
  uniqueName,
  untar,
} from '../engine.test.fixture.js';
import { readTree } from '../filesync/read-tree.js';

const MB = 1 << 20;
let daemon: Buildkitd;
let client: BuildKitClient;
let base: Awaited<ReturnType<typeof layoutOf>>;
beforeAll(async () => {
  [daemon, base] = await Promise.all([startBuildkitd(), layoutOf(STATIC_BASE)]);
  client = await connect(daemon.stream);
});
afterAll(async () => {
  client.close();
  await daemon.remove();
  await cleanUp();
});

const request = (state: State, type: string, receive: ExportConsumer, attrs = {}): SolveRequest => ({
  input: { kind: 'llb', definition: marshal(state).bytes, config: CONFIG },
  exporter: { type, attrs: { compression: 'uncompressed', ...attrs }, receive },
  contentStores: { bases: base.store },
  locals: {},
  sharedKey: 'bkt',
  deadlineMs: 60_000,
});

/** The files of a state, read through the `tar` exporter. */
async function filesIn(state: State): Promise<Map<string, string>> {
  let tar = Buffer.of();
  const receive = async (exported: Readable) => {
    tar = await buffer(exported);
  };
  await client.solve(request(state, 'tar', receive));
  const files = [...untar(tar, (name) => name.replace(/\/$/, ''))];
  return new Map(files.filter(([, { type }]) => type === 'file').map(([path, { content }]) => [path, String(content)]));
}

/** Loads the tar of an image into the engine. */
const load: ExportConsumer = async (tar) => {
  const headers = { 'content-type': 'application/x-tar' };
  const call = httpRequest({ socketPath: SOCKET, method: 'POST', path: '/images/load?quiet=1', headers });
  const answered = once(call, 'response');
  await pipeline(tar, call);
  const [response] = await answered;
  const said = await buffer(response);
  if (response.statusCode !== 200) throw new Error(said.toString());
};

/** A state with this many bytes that are in no cache. */
async function bytes(size: number): Promise<{ state: State; locals: SolveRequest['locals']; content: Buffer }> {
  const content = randomBytes(size);
  const root = sourceDirectory({ big: content });
  const state = scratch().file([copy(local('big', { sharedKeyHint: uniqueName() }), '/', '/')]);
  return { state, locals: { big: await readTree(root) }, content };
}

test('an image on a base that only the engine has, built there, loaded here: no registry, and no layer is sent twice', async () => {
  const name = removeLater(uniqueName());
  const on = (file: string) => ociLayout(base.ref, { store: 'bases' }).run(['/bin/sh', '-c', `echo ${name} > ${file}`]);
  const { imageId } = await client.solve(
    request(on('/made').root, 'docker', load, { name: `docker.io/library/${name}` }),
  );
  const { Id, Config } = await inspect(name);
  expect(Id).toBe(imageId);
  expect(Config).toMatchObject({ Cmd: ['/none'], User: '65532:65532', Env: ['A=b'] });
  expect((await filesOf(name, '/made')).get('')?.content.toString()).toBe(`${name}\n`);
  const pieces = () =>
    base.reads.filter(({ digest }) => base.layers.includes(digest)).map((piece) => JSON.stringify(piece));
  const first = pieces();
  expect(first.length).toBeGreaterThan(0);
  expect(new Set(first).size).toBe(first.length);
  await client.solve(request(on('/again').root, 'docker', async (tar) => void (await buffer(tar))));
  expect(pieces()).toEqual(first);
});

test('what the exporter `image` made can be read by its digests; a digest that is none of the daemon’s is not there', async () => {
  const made = request(scratch().file([mkfile('/f', uniqueName())]), 'image', load);
  const { exporterResponse, imageId } = await client.solve({ ...made, exporter: { type: 'image', attrs: {} } });
  const content = client.content();
  const read = async (digest: string, from = 0) => {
    const { size } = (await content.info(digest)) ?? { size: 0 };
    return String(await buffer(Readable.from(content.read(digest, from, size - from))));
  };
  const text = await read(exporterResponse['containerimage.digest'] ?? '');
  const manifest = JSON.parse(text) as { config: { digest: string }; layers: { digest: string; size: number }[] };
  expect(manifest.config.digest).toBe(imageId);
  expect(JSON.parse(await read(manifest.config.digest))).toMatchObject(CONFIG);
  expect(await read(exporterResponse['containerimage.digest'] ?? '', 20)).toBe(text.slice(20));
  expect(await content.info(manifest.layers[0]?.digest ?? '')).toEqual({ size: manifest.layers[0]?.size });

  const none = `sha256:${'0'.repeat(64)}`;
  expect(await content.info(none)).toBeUndefined();
  await expect(buffer(Readable.from(content.read(none, 0, 1)))).rejects.toMatchObject({ code: 'protocol' });
  const stopped = client.content(AbortSignal.abort());
  await expect(buffer(Readable.from(stopped.read(none, 0, 1)))).rejects.toThrow(/abort/);
});

test('a layout that the request does not have, and a blob that the store does not have, are said', async () => {
  const solve = (digit: string, store: string) => {
    const state = ociLayout(`local/base@sha256:${digit.repeat(64)}`, { store }).file([mkfile('/f', '')]);
    return client.solve(request(state, 'tar', async () => undefined));
  };
  await expect(solve('1', 'none')).rejects.toThrow(/there is no content store "none"/);
  await expect(solve('2', 'bases')).rejects.toThrow(/2{64}.* not found/);
});

test('merge lays states over each other, diff tells deletions too', async () => {
  const file = (path: string, content: string) => scratch().file([mkfile(path, content)]);
  const lower = scratch().file([mkfile('/kept', 'k'), mkfile('/gone', 'g')]);
  const upper = lower.file([rm('/gone'), mkfile('/new', 'n')]);
  const patch = diff(lower, upper);
  const merged = merge([file('/gone', 'of the other base'), file('/both', 'first'), file('/both', 'second'), patch]);
  expect(await filesIn(merged)).toEqual(
    new Map([
      ['both', 'second'],
      ['new', 'n'],
    ]),
  );
  const [a, b] = [file('/f', 'a'), file('/f', 'b')];
  expect(await filesIn(merge([a, b, a]))).toEqual(new Map([['f', 'a']]));
  expect(await filesIn(scratch().file([copy(diff(a, a), '/', '/'), mkfile('/x', '')]))).toEqual(new Map([['x', '']]));
});

test('a slow receiver holds the daemon back, and gets every byte', async () => {
  const { state, locals, content } = await bytes(64 * MB);
  const arrived = () => daemon.stream.received();
  let whilePaused = 0;
  let tar = Buffer.of();
  const receive = async (exported: Readable) => {
    const begun = arrived();
    await sleep(1_500);
    whilePaused = arrived() - begun;
    tar = await buffer(exported);
  };
  await client.solve({ ...request(state, 'tar', receive), locals });
  // Two windows of 8 MiB, the tunnel's and the connection's, and the buffers on the way.
  expect(whilePaused).toBeLessThan(40 * MB);
  expect(
    untar(tar, (name) => name)
      .get('big')
      ?.content.equals(content),
  ).toBe(true);
});

test('a receiver that fails fails the solve with its own error, at once', async () => {
  const { state, locals } = await bytes(32 * MB);
  const cause = new Error('disk full');
  let begun = Number.NaN;
  const receive = async (tar: Readable) => {
    await once(tar, 'data');
    begun = performance.now();
    throw cause;
  };
  const failed = client.solve({ ...request(state, 'tar', receive), locals });
  await expect(failed).rejects.toMatchObject({ code: 'export-failed', cause });
  expect(performance.now() - begun).toBeLessThan(3_000);
});

test('a receiver may stop reading; without one the exporter is refused', async () => {
  const { state, locals } = await bytes(12 * MB);
  await client.solve({ ...request(state, 'tar', async (tar) => void (await once(tar, 'data'))), locals });
  const { exporter } = request(state, 'tar', load);
  const without = { ...request(state, 'tar', load), locals, exporter: { type: 'tar', attrs: exporter?.attrs ?? {} } };
  await expect(client.solve(without)).rejects.toThrow(/not supported by the client/);
});

test('a cancel during the export ends it at once, and the receiver hears of it', async () => {
  const { state, locals } = await bytes(32 * MB);
  const controller = new AbortController();
  let heard: unknown;
  const receive = async (tar: Readable) => {
    setTimeout(() => controller.abort(), 100);
    heard = await (async () => {
      for await (const _ of tar) await sleep(50);
    })().catch((error: unknown) => error);
  };
  const failed = client.solve({ ...request(state, 'tar', receive), locals, signal: controller.signal });
  await expect(failed).rejects.toMatchObject({ code: 'canceled' });
  await expect.poll(() => heard).toBeInstanceOf(Error);
});

test('an image that only a registry could have is an image that cannot be had, by its name', async () => {
  const failed = client.imageConfig('registry.invalid/acme/tool:1', { deadlineMs: 30_000 });
  await expect(failed).rejects.toMatchObject({
    code: 'image-not-found',
    details: { ref: 'registry.invalid/acme/tool:1' },
  });
  const solve = client.solve(request(image('registry.invalid/acme/tool:1').file([mkfile('/f', '')]), 'tar', load));
  await expect(solve).rejects.toMatchObject({ code: 'image-not-found' });
});

test('the daemon tells its version and what its cache holds; pruned is what the filter says, and each entry is told', async () => {
  expect((await client.info()).version).toMatch(/^v?0\.\d+/);
  await client.solve({ ...request(scratch().file([mkfile('/f', uniqueName())]), 'tar', async () => undefined) });
  const all = await client.diskUsage();
  expect(all.length).toBeGreaterThan(1);
  expect(all.every(({ size, createdAt }) => Number.isSafeInteger(size) && createdAt instanceof Date)).toBe(true);
  const sources = await client.diskUsage(['type==source.local']);
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.length).toBeLessThan(all.length);
  const removed: string[] = [];
  await client.prune({ filter: ['type==source.local'] }, ({ id }) => removed.push(id));
  expect(removed.toSorted()).toEqual(sources.map(({ id }) => id).toSorted());
  expect(await client.diskUsage(['type==source.local'])).toEqual([]);
  await client.prune({ keepDurationMs: 3_600_000 }, () => expect.unreachable());
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(client.prune({ signal })).rejects.toMatchObject({ code: 'canceled' });
  await expect(client.diskUsage([], signal)).rejects.toMatchObject({ code: 'canceled' });
  await client.prune({ all: true });
  expect((await client.diskUsage()).filter(({ inUse }) => !inUse)).toEqual([]);
});

test('after close the process ends by itself, also where it opened the stream', () => {
  const module = (url: URL) => JSON.stringify(fileURLToPath(url));
  const code = `
    import { connect } from ${module(new URL('../../dist/index.js', import.meta.url))};
    import { spawn } from 'node:child_process';
    import { Duplex } from 'node:stream';
    const open = async () => {
      const { stdin, stdout } = spawn('docker', ['exec', '-i', ${JSON.stringify(daemon.name)}, 'buildctl', 'dial-stdio']);
      return Duplex.from({ writable: stdin, readable: stdout });
    };
    const client = await connect({ kind: 'stream', label: 'docker exec', open });
    await client.workers();
    client.close();
    const end = Date.now();
    process.on('exit', () => console.log(Date.now() - end));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 20_000 });
  expect(Number(output.toString())).toBeLessThan(2_000);
});
