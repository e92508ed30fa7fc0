import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Builder, type BuildEvent, type BuildRequest, type Engine, LABEL, type SourceEntry } from '@smolfaas/core';
import { copy, image, local, marshal } from '@smolfaas/llb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../connect-engine.js';
import { SMALL_IMAGE } from '../small-image.test.fixture.js';

const run = `smt-${randomBytes(4).toString('hex')}`;
const signal = AbortSignal.timeout(170_000);
let engine: Engine;
let builder: Builder;
let root: string;
const tags: string[] = [];

beforeAll(async () => {
  engine = await connectEngine({ env: process.env, home: homedir() });
  builder = await engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, signal);
  root = await mkdtemp(join(tmpdir(), run));
});
afterAll(async () => {
  for (const tag of tags) await engine.images.remove(tag, AbortSignal.timeout(30_000));
  engine.close();
  await rm(root, { recursive: true });
});

async function source(files: Readonly<Record<string, string>>): Promise<BuildRequest['source']> {
  const entries = Object.entries(files).map(async ([path, text]): Promise<SourceEntry> => {
    await writeFile(join(root, path), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { path, kind: 'file', mode: 0o644, size: Buffer.byteLength(text), mtimeSeconds: 0, sha256 };
  });
  return { root, entries: await Promise.all(entries) };
}

function request(name: string, input: BuildRequest['input'], from: BuildRequest['source']): BuildRequest {
  const tag = `${run}-${name}:1`;
  if (!tags.includes(tag)) tags.push(tag);
  const labels = { [LABEL.project]: run, [LABEL.function]: name };
  return {
    function: name,
    input,
    tags: [tag],
    labels,
    source: from,
    secrets: {},
    sharedKey: `${run}/${name}`,
    timeoutMs: 60_000,
  };
}

const dockerfile = { kind: 'dockerfile', filename: 'Dockerfile', attrs: { 'image-resolve-mode': 'local' } } as const;
const quiet = () => undefined;
const labelsOf = async (id: string) => {
  const seen = await engine.observe({ containerNames: [], networkName: run, volumeNames: [] }, signal);
  return seen.images.find((one) => one.id === id);
};

describe('a build of a graph', () => {
  it('gives a tagged image with our labels, and the same image again', async () => {
    const from = await source({ 'hello.txt': 'hello\n' });
    const graph = image(SMALL_IMAGE, { resolveMode: 'local' }).file([copy(local('all'), '/', '/app/')]);
    const config = {
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['cat', '/app/hello.txt'], User: '65532:65532' },
    };
    const definition = marshal(graph).bytes;
    const build = request('graph', { kind: 'llb', definition, config }, from);
    const events: BuildEvent[] = [];
    const first = await builder.build(build, (event) => events.push(event), signal);
    const again = await builder.build(build, quiet, signal);
    expect(again.id).toBe(first.id);
    expect(again.steps).toBeGreaterThan(0);
    expect(await labelsOf(first.id)).toMatchObject({ tags: build.tags, labels: build.labels });
    expect(events.some((event) => event.type === 'step' && event.status === 'done')).toBe(true);
  });
});

describe('the image of a build', () => {
  it('starts by the id that the build gave', async () => {
    const from = await source({
      Dockerfile: `FROM ${SMALL_IMAGE}\nCMD ["sh", "-c", "echo ${run} runs; exec sleep 1000"]\n`,
    });
    const built = await builder.build(request('runs', dockerfile, from), quiet, signal);
    const labels = { [LABEL.project]: run };
    const network = await engine.networks.ensure(`${run}-net`, labels, signal);
    const limits = { memoryBytes: 64 << 20, cpuShares: 128, pids: 64, readOnlyRoot: true, init: true };
    const name = `${run}-runs`;
    const spec = {
      function: 'runs',
      generation: 1,
      name,
      alias: name,
      address: `1.${name}`,
      instance: 1,
      image: built.id,
      network,
      env: {},
      labels,
      ...limits,
    };
    const { id } = await engine.functions.start(spec, signal);
    try {
      await expect
        .poll(async () => (await engine.functions.diagnose(id, signal)).log, { timeout: 10_000 })
        .toEqual([`${run} runs`]);
    } finally {
      await engine.functions.remove(id, 0, signal);
      await engine.networks.remove(network, signal);
    }
  });
});

describe('a build of a Dockerfile', () => {
  it('keeps what the Dockerfile says, adds our labels, and gives the same image again', async () => {
    const text = `FROM ${SMALL_IMAGE}\nLABEL its=own\nRUN echo "building ${run}"\nCOPY data.txt /data.txt\nCMD ["cat", "/data.txt"]\n`;
    const from = await source({ Dockerfile: text, 'data.txt': run });
    const build = request('file', dockerfile, from);
    const events: BuildEvent[] = [];
    const first = await builder.build(build, (event) => events.push(event), signal);
    expect(events).toContainEqual(expect.objectContaining({ type: 'log', line: `building ${run}` }));
    const again = await builder.build(build, quiet, signal);
    expect(again.id).toBe(first.id);
    expect(again.cached).toBeGreaterThan(0);
    expect((await labelsOf(first.id))?.labels).toMatchObject({ its: 'own', ...build.labels });
  });

  it('names the failing step with its last lines', async () => {
    const from = await source({ Dockerfile: `FROM ${SMALL_IMAGE}\nRUN echo "cannot find ${run}"; exit 3\n` });
    await expect(builder.build(request('broken', dockerfile, from), quiet, signal)).rejects.toMatchObject({
      code: 'build-step-failed',
      facts: { function: 'broken', exitCode: 3, log: [`cannot find ${run}`], step: expect.stringContaining('RUN') },
    });
  });

  it('says which base image is missing, and why', async () => {
    const from = await source({ Dockerfile: 'FROM smolfaas.local/no/such:image\n' });
    await expect(builder.build(request('baseless', dockerfile, from), quiet, signal)).rejects.toMatchObject({
      code: 'base-image-missing',
      facts: { function: 'baseless', reference: 'smolfaas.local/no/such:image', why: 'no-dns' },
    });
  });

  it('says what is wrong with a Dockerfile that does not parse', async () => {
    const from = await source({ Dockerfile: `FROM ${SMALL_IMAGE}\nNONSENSE here\n` });
    await expect(builder.build(request('unparsed', dockerfile, from), quiet, signal)).rejects.toMatchObject({
      code: 'build-failed',
      facts: { function: 'unparsed', message: expect.stringMatching(/NONSENSE/i) },
    });
  });

  it('never builds other bytes than those that were hashed', async () => {
    const from = await source({ Dockerfile: `FROM ${SMALL_IMAGE}\nCOPY late.txt /\n`, 'late.txt': 'before' });
    await writeFile(join(root, 'late.txt'), 'behind');
    await expect(builder.build(request('late', dockerfile, from), quiet, signal)).rejects.toMatchObject({
      code: 'source-changed',
      facts: { function: 'late', path: 'late.txt' },
    });
  });

  it('stops at its time limit and at a wish to stop', async () => {
    const from = await source({ Dockerfile: `FROM ${SMALL_IMAGE}\nRUN echo ${run}; sleep 100\n` });
    const build = request('slow', dockerfile, from);
    const late = builder.build({ ...build, timeoutMs: 1_500 }, quiet, signal);
    await expect(late).rejects.toMatchObject({ code: 'build-timeout', facts: { function: 'slow', seconds: 2 } });
    const stop = new AbortController();
    const reason = new Error('interrupted');
    setTimeout(() => stop.abort(reason), 700);
    const began = performance.now();
    await expect(builder.build(build, quiet, stop.signal)).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
