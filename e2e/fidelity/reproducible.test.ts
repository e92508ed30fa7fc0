/**
 * The same source gives the same layers: every step is run again on an engine that has forgotten all of them. The first time with empty package
 * caches, the second with full ones, so these leave no trace either; nor does this machine.
 *
 * What an engine of this age does not keep the same: the times in the history, so an image's id; and with a Dockerfile the times of what a RUN
 * writes and of directories that a COPY makes. Then all but these times must be equal (docs/reproducible-images.md).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { type ImageContent, readImages } from '../harness/images.js';
import { TestProject } from '../harness/project.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { allBases } from '../harness/throwaway/base-images.js';

/** Functions of each runtime that need nothing from outside, by the base that their images stand on. */
const EXAMPLES = { 'example-go-func': 'static', 'example-node-func': 'node', 'example-py-func': 'python' } as const;
const RUNTIME = { static: 'go', node: 'node', python: 'python' } as const;

interface Version {
  readonly id: string;
  readonly content: ImageContent;
}

let engine: ThrowawayEngine;
let project: TestProject;
let first: Map<string, Version>;
let second: Map<string, Version>;

beforeAll(async () => {
  engine = await ThrowawayEngine.create({ bases: await allBases() });
  project = await TestProject.create();
  await engine.use(project);
  project.timeoutMs = 300_000; // compiles Go's standard library once
  for (const name of Object.keys(EXAMPLES)) await project.copyExample(name);
  const base = await baseImage('go', 'static');
  const serve = 'STOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n';
  await project.write('docker-copy', { Dockerfile: `FROM ${base}\nCOPY . /www/\n${serve}`, 'index.html': 'hi' });
  await project.write('docker-run', {
    Dockerfile: `FROM ${base}\nRUN mkdir -p /www && echo hi > /www/index.html\nCOPY . /www/\n${serve}`,
  });
  first = await deploy();
  await forget();
  second = await deploy();
}, 600_000);
afterAll(async () => {
  await project.dispose();
  await engine.dispose();
});

async function deploy(): Promise<Map<string, Version>> {
  const { stdout } = await project.expectRun(0, 'up', '--json');
  const { functions } = JSON.parse(stdout) as { functions: { function: string; built: boolean; imageId: string }[] };
  expect(functions.filter(({ built }) => !built)).toEqual([]);
  const versions = functions.map(async ({ function: fn, imageId }): Promise<[string, Version]> => {
    const key = Object.entries(EXAMPLES).find(([name]) => name === fn)?.[1] ?? 'static';
    const name = `${project.imagePrefix}-${fn}:latest`;
    const content = (await readImages([name], await baseImage(RUNTIME[key], key))).get(name);
    if (content === undefined) throw new Error(`no image ${name}`);
    return [fn, { id: imageId, content }];
  });
  return new Map(await Promise.all(versions));
}

/** Takes away images, all results of steps and all sources; package caches stay. */
async function forget(): Promise<void> {
  await project.expectRun(0, 'down');
  for (const { RepoTags } of await project.images())
    for (const tag of RepoTags ?? []) await engineCall('DELETE', `/images/${tag}`);
  expect(await project.images()).toEqual([]);
  for (const type of ['regular', 'source.local', 'internal', 'frontend'])
    await engineCall(
      'POST',
      `/build/prune?all=1&filters=${encodeURIComponent(JSON.stringify({ type: { [type]: true } }))}`,
    );
}

const versionsOf = (fn: string): [Version, Version] => {
  const [a, b] = [first.get(fn), second.get(fn)];
  if (a === undefined || b === undefined) throw new Error(`${fn} was not built twice`);
  return [a, b];
};

interface ImageConfig {
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history: readonly { readonly created?: string }[];
}

const parsed = ({ content }: Version): ImageConfig => JSON.parse(content.config) as ImageConfig;

/** The layers by what is in them, times of files included. */
const layers = (version: Version) => parsed(version).rootfs.diff_ids;

/** All but the layers, and the times at which they came to be: the builder itself writes those into the history. */
function config(version: Version): object {
  const { rootfs: _, history, ...rest } = parsed(version);
  return { ...rest, history: history.map((line) => ({ ...line, created: '' })) };
}

/** What a layer holds, without times. */
const facts = ({ own }: ImageContent) =>
  own.map(({ path, kind, mode, uid, target, data }) => ({
    path,
    kind,
    mode,
    uid,
    target,
    data: data.toString('base64'),
  }));

/** The files that differ, before anything is said about ids: that is what somebody who made them differ wants to know. */
function differing([a, b]: readonly [Version, Version]): string[] {
  const [before, after] = [
    new Map(facts(a.content).map((f) => [f.path, f])),
    new Map(facts(b.content).map((f) => [f.path, f])),
  ];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)));
}

describe('from an engine that has forgotten everything', () => {
  it.each(Object.keys(EXAMPLES))('%s: the same layers, bit by bit', (fn) => {
    const versions = versionsOf(fn);
    expect(differing(versions)).toEqual([]);
    expect(layers(versions[0])).toEqual(layers(versions[1]));
    expect(config(versions[0])).toEqual(config(versions[1]));
  });

  it.each(['docker-copy', 'docker-run'])('%s: the same but for times', (fn) => {
    const versions = versionsOf(fn);
    expect(differing(versions)).toEqual([]);
    expect(config(versions[0])).toEqual(config(versions[1]));
  });
});

describe('nothing of this machine is in an image', () => {
  it.each(Object.keys(EXAMPLES))('%s', (fn) => {
    const [{ content }] = versionsOf(fn);
    expect(content.holds(project.dir)).toBe(false);
    const odd = [
      '.npm/',
      '_logs',
      '.cache/uv',
      'etc/hosts',
      'etc/resolv.conf',
      'root/.cache',
      '.package-lock.json.tmp',
    ];
    expect(content.own.map(({ path }) => path).filter((path) => odd.some((part) => path.includes(part)))).toEqual([]);
  });
});
