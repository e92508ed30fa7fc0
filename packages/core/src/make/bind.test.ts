import { bindMount, image, imagesOf, local, marshal, print, rewrite } from '@smolfaas/llb';
import { describe, expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Recipe, SourceTree } from '../contract/runtime.js';
import type { HostSettings } from '../contract/settings.js';
import { TRUST } from '../desired/trust.js';
import { bind, type BindBasis, type Given } from './bind.js';

const files: Record<string, string> = { '.npmrc': 'own=1\n' };
const tree: SourceTree = {
  entries: [],
  has: (path) => path in files,
  read: (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
  readText: (path) => files[path],
};

const definition = marshal(
  image('node:24').run(['npm', 'ci'], { mounts: [bindMount('/src', local('all'))] }).root,
).bytes;
const llb: Recipe = { image: { kind: 'llb', definition, config: { config: { Cmd: ['node', 'index.js'] } } } };

/** What a test changes in the host and in the user's secrets and agents. */
interface Changes extends Partial<Pick<BindBasis['settings'], 'host' | 'lock' | 'offline'>> {
  readonly images?: BindBasis['images'];
  readonly given?: Partial<Given>;
}

function bound(recipe: Recipe, { images = [], given = {}, ...changes }: Changes = {}) {
  const subject = {
    function: 'hello',
    recipeKey: 'key',
    source: { dir: '/src', fingerprint: { contentHash: 'content', entries: [] } },
  };
  const own = { host: { ca: Buffer.from('CERT') }, lock: undefined, offline: false, ...changes };
  const settings = { imagePrefix: 'fn', buildTimeoutMs: 1000, ...own };
  const platform = { os: 'linux', architecture: 'arm64' };
  const all = { settings: {}, secrets: {}, agents: {}, ...given };
  return bind(subject, { prepared: { recipe }, tree }, all, { project: { id: 'p1' }, platform, images, settings });
}

test('an LLB recipe gets platform, resolve mode, labels, names and a fixed time', () => {
  const { input, labels, sharedKey, tags } = bound(llb);
  if (input.kind !== 'llb') throw new Error('not llb');
  expect(input.config).toEqual({
    architecture: 'arm64',
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { Cmd: ['node', 'index.js'] },
  });
  expect(labels).toEqual({
    [LABEL.project]: 'p1',
    [LABEL.function]: 'hello',
    [LABEL.contentHash]: 'content',
    [LABEL.recipeKey]: 'key',
  });
  expect(sharedKey).toBe('p1/hello');
  expect(tags).toEqual([expect.stringMatching(/^fn-hello:[0-9a-f]{12}$/), 'fn-hello:latest']);
  const text = print(input.definition);
  expect(text).toContain('arm64');
  expect(text).toContain('image.resolvemode');
});

test('the same recipe is bound to the same bytes; a proxy changes them', () => {
  const bytes = (changes: Changes = {}) => {
    const { input } = bound(llb, changes);
    return input.kind === 'llb' ? Buffer.from(input.definition).toString('hex') : '';
  };
  expect(bytes()).toBe(bytes());
  expect(bytes({ host: { ca: new Uint8Array(), proxy: { http: 'http://proxy:3128' } } })).not.toBe(bytes());
});

describe('secrets', () => {
  const secretsOf = (
    secrets: NonNullable<Recipe['secrets']>,
    settings: Given['settings'] = {},
    host: Partial<HostSettings> = {},
  ) => {
    const built = bound({ ...llb, secrets }, { host: { ca: Buffer.from('CERT'), ...host }, given: { settings } });
    return Object.fromEntries(Object.entries(built.secrets).map(([id, value]) => [id, Buffer.from(value).toString()]));
  };

  test('come from the host, or from the function, or from both in that order', () => {
    const secrets = { ca: { host: 'ca' }, own: { file: '.npmrc' }, both: { host: 'npmrc', file: '.npmrc' } } as const;
    expect(secretsOf(secrets, { npmrc: Buffer.from('host=1') })).toEqual({
      ca: 'CERT',
      own: 'own=1\n',
      both: 'host=1\nown=1\n',
    });
  });

  test("name variables of this host where the recipe says so, in the host's file as in the function's", () => {
    const npmrc = Buffer.from('a=${A}\nb=${B}');
    const both = { host: 'npmrc', file: '.npmrc' } as const;
    const set = { variables: { A: 'one' } };
    expect(secretsOf({ expanded: { ...both, variables: true }, plain: both }, { npmrc }, set)).toEqual({
      expanded: 'a=one\nb=${B}\nown=1\n',
      plain: 'a=${A}\nb=${B}\nown=1\n',
    });
    const nothing = { npmrc: Buffer.from('${A}') };
    const empty = { variables: { A: '' } };
    expect(secretsOf({ gone: { host: 'npmrc', variables: true } }, nothing, empty)).toEqual({ gone: '\n' });
  });

  test('that are missing are an empty line, never absent and never empty', () => {
    expect(secretsOf({ goenv: { host: 'goenv' }, file: { file: 'nope' } })).toEqual({ goenv: '\n', file: '\n' });
  });
});

describe('a Dockerfile', () => {
  const recipe: Recipe = { image: { kind: 'dockerfile', filename: 'Dockerfile', attrs: { target: 'app' } } };
  const made = (host: Partial<HostSettings> = {}) => {
    const { input, secrets } = bound(recipe, { host: { ca: Buffer.from('certificates'), ...host } });
    if (input.kind !== 'dockerfile' || input.rewrite === undefined) throw new Error('no rewrite');
    return { ...input, ...input.rewrite, secrets };
  };

  test('prefers local images, and is told of no proxy: an argument that a Dockerfile declares is in its history', () => {
    const { attrs, attrsWithoutGraph } = made({ proxy: { https: 'http://proxy:3128', no: 'localhost', all: '' } });
    expect(attrs).toEqual({ target: 'app', 'image-resolve-mode': 'local' });
    const asArguments = { 'build-arg:HTTPS_PROXY': 'http://proxy:3128', 'build-arg:NO_PROXY': 'localhost' };
    expect(attrsWithoutGraph).toEqual({ ...attrs, ...asArguments });
    expect(made().attrsWithoutGraph).toEqual(attrs);
  });

  test('its steps get the certificates and the proxies; one without a network gets neither', () => {
    const file = marshal(image('base').run(['install']).root.run(['test'], { network: 'none' }).root);
    const { graph, secrets } = made({ proxy: { https: 'http://proxy:3128' } });
    const [, install, offline] = rewrite(graph(file.bytes), () => undefined).ops.map(({ op }) => op.op);
    expect(offline).toEqual(file.ops[2]?.op.op);
    expect(install).toMatchObject({
      value: {
        meta: {
          proxyEnv: { httpsProxy: 'http://proxy:3128' },
          env: TRUST.variables.map((name) => `${name}=${TRUST.dest}`),
        },
        mounts: [{ dest: '/' }, { dest: TRUST.dest, secretOpt: { ID: TRUST.id } }],
      },
    });
    expect(Buffer.from(secrets[TRUST.id] ?? '').toString()).toBe('certificates');
  });

  test('a frontend that the recipe names is asked for by argument, a local one by its tag', () => {
    const frontend = `corp/frontend@sha256:${'f'.repeat(64)}`;
    const named: Recipe = { image: { kind: 'dockerfile', filename: 'Dockerfile', attrs: {}, frontend } };
    const present = { id: `sha256:${'f'.repeat(64)}`, tags: ['corp/frontend:2'], labels: {} };
    const asked = (images: BindBasis['images']) => {
      const { input } = bound(named, { images });
      return input.kind === 'dockerfile' && input.attrs['build-arg:BUILDKIT_SYNTAX'];
    };
    expect([asked([]), asked([present])]).toEqual([frontend, 'corp/frontend:2']);
  });

  test("gets the secrets that were given, and the user's agent", () => {
    const given = { secrets: { token: Buffer.from('value') }, agents: { default: { socketPath: '/run/agent' } } };
    const build = bound(recipe, { given });
    expect(build.secrets['token']).toEqual(given.secrets.token);
    expect(build.ssh).toEqual(given.agents);
    expect(bound(recipe)).not.toHaveProperty('ssh');
  });

  test('leaves the sandbox in none of its steps', () => {
    const file = marshal(image('base').run(['install'], { network: 'host' }).root);
    expect(() => made().graph(file.bytes)).toThrow(expect.objectContaining({ code: 'build-step-privileged' }));
  });
});

describe('a locked image', () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const locked = (reference: string) => ({ images: new Map([[reference, { digest, usedBy: ['hello'] }]]) });

  test('is named with its digest', () => {
    const { input } = bound(llb, { lock: locked('docker.io/library/node:24') });
    expect(input.kind === 'llb' && imagesOf(input.definition)).toEqual([`docker.io/library/node:24@${digest}`]);
  });

  test('is none of another name', () => {
    const { input } = bound(llb, { lock: locked('docker.io/library/node:22') });
    expect(input.kind === 'llb' && imagesOf(input.definition)).toEqual(['docker.io/library/node:24']);
  });
});

describe('offline', () => {
  const host = { ca: Buffer.from('CERT'), proxy: { https: 'http://proxy.test:3128', no: 'registry.test' } };

  test('every step of a graph gets a proxy that leads nowhere, and nothing is exempt from it', () => {
    const { input } = bound(llb, { offline: true, host });
    const text = input.kind === 'llb' ? print(input.definition) : '';
    expect(text).toContain('http://127.0.0.1:9');
    expect(text).not.toMatch(/proxy\.test|registry\.test/);
  });

  test('so does every step of a Dockerfile', () => {
    const recipe: Recipe = { image: { kind: 'dockerfile', filename: 'Dockerfile', attrs: {} } };
    const { input } = bound(recipe, { offline: true, host });
    if (input.kind !== 'dockerfile') throw new Error('no Dockerfile');
    const rewritten = input.rewrite?.graph(definition) ?? new Uint8Array();
    expect(print(rewritten)).toContain('http://127.0.0.1:9');
    expect(input.rewrite?.attrsWithoutGraph).toMatchObject({ 'build-arg:HTTPS_PROXY': 'http://127.0.0.1:9' });
  });
});
