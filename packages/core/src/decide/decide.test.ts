/**
 * Tests decide as a table: a situation in, the plan as text out. Each test starts from one deployed
 * function and changes one thing.
 */
import { describe, expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { textRuntime } from '../fakes/context.test.fixture.js';
import { containerSpec, functionSpec } from '../desired/container-spec.js';
import type { Desired, DesiredFunction } from '../desired/desired.js';
import { functionSettings } from '../desired/function-settings.js';
import { generationAlias, imageTags } from '../desired/object-names.js';
import { type DecideInput, decide } from './decide.js';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import { renderPlan } from './render-plan.test.fixture.js';

/** The properties of a function that the tests vary. */
interface Version {
  readonly function: string;
  readonly contentHash: string;
  readonly recipeKey: string;
  readonly labelKey?: string;
  readonly replicas?: number;
}

const project = { id: 'p1', functionsDir: '/project/functions' };
const settings = { imagePrefix: 'smolfaas-func', removeOrphans: false };
const network = 'smolfaas';
const hello: Version = { function: 'hello', contentHash: 'content-1', recipeKey: 'recipe-1' };

const owned = (role: string) => ({ [LABEL.project]: project.id, [LABEL.role]: role });
const plan = (input: DecideInput): string => renderPlan(decide(input));

function desiredOf(version: Version, imagePrefix = settings.imagePrefix): DesiredFunction {
  const { function: fn, contentHash, recipeKey, labelKey = recipeKey, replicas = 1 } = version;
  const own = functionSettings(
    fn,
    {},
    {
      functions: new Map([[fn, { settings: {}, replicas }]]),
      functionCa: false,
      host: { ca: Buffer.from('certificates') },
      readyTimeoutMs: 1000,
      drainTimeoutMs: 1000,
    },
  );
  const source = {
    function: fn,
    dir: `/project/functions/${fn}`,
    candidates: { runtimes: [textRuntime('node', 'index.js')] as const },
    fingerprint: { contentHash, entries: [], notices: [] },
    choice: { settings: {} },
  };
  const spec = functionSpec({ project, imagePrefix, network, function: fn, contentHash, labelKey }, own);
  return { function: fn, source, bases: new Map(), pins: {}, recipeKey, labelKey, settings: own, spec };
}

/** The desired state of these functions. */
function wanting(
  functions: readonly Version[],
  { failures = [], builder = 'engine', imagePrefix = settings.imagePrefix }: Wanting = {},
): Desired {
  const reach = { registries: {}, trust: Buffer.from('') };
  const made = { name: 'smolfaas-buildkitd', volume: '', image: '', rootlessImage: undefined, labels: {}, reach };
  const spec = { name: 'smolfaas-router', network, volume: '', image: '', httpPort: 80, httpsPort: 443, bind: [] };
  return {
    network: { name: network, labels: owned('network') },
    router: { spec: { ...spec, labels: {} }, hash: 'router-1' },
    builder: {
      spec: builder === 'engine' ? { kind: builder } : { kind: builder, container: made },
      container: made,
      hash: 'builder-1',
    },
    functions: new Map(functions.map((one) => [one.function, desiredOf(one, imagePrefix)])),
    failures: new Map(
      failures.map((fn) => [fn, new SmolfaasError('source-unreadable', { function: fn, path: '.', errno: 'EIO' })]),
    ),
    outside: [],
  };
}

interface Wanting {
  readonly failures?: readonly string[];
  readonly builder?: 'engine' | 'auto' | 'container';
  readonly imagePrefix?: string;
}

function container(
  version: Version,
  generation: number,
  changes: Partial<ObservedContainer> = {},
  instance = 1,
): ObservedContainer {
  const image = `sha256:${version.contentHash}`;
  const { spec } = desiredOf(version);
  const one = containerSpec(spec, { image, generation, instance, alone: true, token: '0' });
  return {
    id: `${version.function}${generation}${instance === 1 ? '' : `.${instance}`}`,
    name: one.name,
    state: 'running',
    imageId: image,
    labels: one.labels,
    networks: [network],
    ports: [],
    ...changes,
  };
}

function imageOf({ function: fn, contentHash, recipeKey, labelKey = recipeKey }: Version): Observed['images'][number] {
  const labels = {
    [LABEL.project]: project.id,
    [LABEL.function]: fn,
    [LABEL.contentHash]: contentHash,
    [LABEL.recipeKey]: labelKey,
  };
  return { id: `sha256:${contentHash}`, tags: imageTags(settings.imagePrefix, fn, contentHash, labelKey), labels };
}

function recordOf(version: Version, generation: number): GenerationRecord {
  const { replicas: instances = 1, ...known } = version;
  const { labels, imageId } = container(version, generation);
  const hash = labels[LABEL.specHash] ?? '';
  return { ...known, runtime: 'node', generation, imageId, specHash: hash, pins: {}, builtAt: 0, instances, ready: [] };
}

const router: ObservedContainer = {
  id: 'r',
  name: 'smolfaas-router',
  state: 'running',
  imageId: 'sha256:caddy',
  labels: { ...owned('router'), [LABEL.specHash]: 'router-1' },
  networks: ['smolfaas'],
  ports: [],
};

/**
 * The address of a container with the first content or, from the fourth generation on, with the
 * changed one.
 */
const aliasOfGeneration = (fn: string, n: number) =>
  generationAlias(
    { prefix: 'smolfaas-func', function: fn, generation: n, contentHash: n > 3 ? 'content-2' : 'content-1' },
    '0',
  );
const table = (...routes: [string, number][]) => ({
  intact: true,
  table: {
    addr: 'fn.localhost',
    httpsPort: 443,
    routes: routes.map(([fn, n]) => ({ function: fn, upstream: aliasOfGeneration(fn, n) })),
  },
});

/** One function that is deployed, recorded and routed. */
function settled(changes: Partial<DecideInput> = {}, observed: Partial<Observed> = {}): DecideInput {
  return {
    project,
    settings,
    desired: wanting([hello]),
    recorded: [recordOf(hello, 3)],
    routes: table(['hello', 3]),
    unreached: [],
    observed: {
      engine: { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } },
      containers: [router, container(hello, 3)],
      images: [imageOf(hello)],
      networks: [{ id: 'n', name: 'smolfaas', labels: owned('network') }],
      volumes: [],
      ...observed,
    },
    ...changes,
  };
}

const changed: Version = { ...hello, contentHash: 'content-2' };

describe('one function', () => {
  test('as it should be', () => {
    expect(plan(settled())).toBe('network: nothing\nrouter: nothing\nhello: nothing\n');
  });

  test('never built', () => {
    const input = settled({ recorded: [], routes: undefined }, { containers: [], images: [], networks: [] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: create
        - network-missing network=smolfaas
      router: ensure
        - router-missing
      builder: ensure
        - builds-wanted functions=["hello"]
      hello: build g1
        - not-built
      "
    `);
  });

  test('other source', () => {
    expect(plan(settled({ desired: wanting([changed]) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - builds-wanted functions=["hello"]
      hello: build g4
        - source-changed
      "
    `);
  });

  test('another recipe', () => {
    expect(plan(settled({ desired: wanting([{ ...hello, recipeKey: 'recipe-2' }]) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - builds-wanted functions=["hello"]
      hello: build g4
        - recipe-changed
      "
    `);
  });

  test('an image that was pruned, though the hash fits', () => {
    expect(plan(settled({}, { images: [] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - builds-wanted functions=["hello"]
      hello: build g4
        - image-gone
      "
    `);
  });

  test('source that was built before', () => {
    const input = settled({ desired: wanting([changed]) }, { images: [imageOf(hello), imageOf(changed)] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - other-source
      "
    `);
  });

  test('an image of another project does not count', () => {
    const image = imageOf(hello);
    const theirs = { ...image, labels: { ...image.labels, [LABEL.project]: 'p2' } };
    const living = { name: 'v', labels: { [LABEL.project]: 'p2' } };
    expect(plan(settled({}, { images: [theirs], volumes: [living] }))).toContain('hello: build');
    expect(plan(settled({}, { images: [theirs] })), 'unless that project has nothing else').toContain('hello: nothing');
    const elsewhere = { ...theirs, tags: ['other-hello:latest'] };
    expect(plan(settled({}, { images: [elsewhere] })), 'under a name of this project').toContain('hello: build');
  });

  test('a container on a network of the right name that is not ours', () => {
    const twin = { ...container(hello, 3), networkIds: ['twin'] };
    expect(plan(settled({}, { containers: [router, twin] }))).toContain('not-on-network');
  });

  test('an image that lost its name still counts', () => {
    const image = { ...imageOf(hello), tags: [] };
    expect(plan(settled({}, { images: [image] }))).toContain('hello: nothing');
  });

  test('a container that exited', () => {
    const exited = container(hello, 3, { state: 'exited', exitCode: 137 });
    expect(plan(settled({}, { containers: [router, exited] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: start g4 (others: smolfaas-func-hello)
        - container-ended state=exited exitCode=137
      "
    `);
  });

  test('no container', () => {
    expect(plan(settled({}, { containers: [router] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: start g4
        - no-container
      "
    `);
  });

  test('a container made from another spec', () => {
    const { labels } = container(hello, 3);
    const old = container(hello, 3, { labels: { ...labels, [LABEL.specHash]: 'old' } });
    expect(plan(settled({}, { containers: [router, old] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - other-spec
      "
    `);
  });

  test('a container that was taken off the network', () => {
    const alone = container(hello, 3, { networks: [] });
    expect(plan(settled({}, { containers: [router, alone] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - not-on-network network=smolfaas
      "
    `);
  });

  test('a container that was renamed by hand', () => {
    const renamed = container(hello, 3, { name: 'mine' });
    expect(plan(settled({}, { containers: [router, renamed] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt
        - called-otherwise name=mine
      "
    `);
  });

  test('no database', () => {
    expect(plan(settled({ recorded: [] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt
        - not-recorded
      "
    `);
  });

  test('another prefix: same image, new names', () => {
    const input = settled({
      settings: { ...settings, imagePrefix: 'other' },
      desired: wanting([hello], { imagePrefix: 'other' }),
    });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - other-spec
      "
    `);
  });

  test('source that cannot be used: what runs is kept', () => {
    expect(plan(settled({ desired: wanting([], { failures: ['hello'] }) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: keep
        - source-unusable
      "
    `);
  });
});

describe('after a run that was killed', () => {
  const fresh = container(changed, 4, { name: 'smolfaas-func-hello.g4' });
  const both = { containers: [router, container(hello, 3), fresh], images: [imageOf(hello), imageOf(changed)] };

  test('before the switch: the unrouted one does not count, and leaves', () => {
    expect(plan(settled({ desired: wanting([changed]) }, both))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g5 (others: smolfaas-func-hello.g4)
        - other-source
      "
    `);
  });

  test('after the switch: the old one leaves', () => {
    expect(plan(settled({ desired: wanting([changed]), routes: table(['hello', 4]) }, both))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt (others: smolfaas-func-hello)
        - recorded-otherwise
        - called-otherwise name=smolfaas-func-hello.g4
        - left-over name=smolfaas-func-hello
      "
    `);
  });

  test('between the first start and the first switch: it is not trusted before it answered', () => {
    const input = settled(
      { desired: wanting([changed]), recorded: [], routes: table() },
      { ...both, containers: [router, fresh] },
    );
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: reroute
        - not-routed
      "
    `);
  });
});

describe('directories that are gone', () => {
  test('are kept', () => {
    expect(plan(settled({ desired: wanting([]) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: keep
        - directory-gone
      "
    `);
  });

  test('are removed when told to, with all that is left of them', () => {
    const input = settled({ desired: wanting([]), settings: { ...settings, removeOrphans: true } });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: remove
        - directory-gone
      "
    `);
  });
});

describe('network and router', () => {
  test('a router with a dead published port is made again, its routes and functions stay', () => {
    const fault = { address: '127.0.0.1', port: 443, kind: 'no-answer', why: 'connect ECONNREFUSED' } as const;
    const input = settled({ unreached: [fault] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: ensure (recreate)
        - router-unreached fault={"address":"127.0.0.1","port":443,"kind":"no-answer","why":"connect ECONNREFUSED"}
      hello: nothing
      "
    `);
  });

  test('a stopped router is started, and routes are made sure of', () => {
    const stopped = { ...router, state: 'exited' as const };
    const input = settled({ routes: undefined }, { containers: [stopped, container(hello, 3)] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: ensure
        - router-not-running state=exited
      hello: reroute
        - not-routed
      "
    `);
  });

  test('other settings of the router', () => {
    expect(
      plan(settled({ desired: { ...wanting([hello]), router: { ...wanting([]).router, hash: 'router-2' } } })),
    ).toMatchInlineSnapshot(`
      "network: nothing
      router: ensure
        - router-settings-changed
      hello: nothing
      "
    `);
  });

  test('a router that runs and does not answer', () => {
    expect(plan(settled({ routes: undefined }))).toContain('- router-silent');
  });

  test('a network that is gone takes everything with it', () => {
    expect(plan(settled({}, { networks: [] }))).toMatchInlineSnapshot(`
      "network: create
        - network-missing network=smolfaas
      router: ensure (recreate)
        - router-not-on-network network=smolfaas
      hello: replace g4
        - not-on-network network=smolfaas
      "
    `);
  });

  test('of two networks from a race, ours with the lowest id counts', () => {
    const networks = ['z', 'n'].map((id) => ({ id, name: 'smolfaas', labels: owned('network') }));
    expect(plan(settled({}, { networks }))).toContain('network: nothing');
  });

  test('are not made for functions that cannot be built', () => {
    const input = settled(
      { desired: wanting([], { failures: ['hello'] }), recorded: [] },
      { containers: [], images: [], networks: [] },
    );
    expect(plan(input)).toBe('network: nothing\nrouter: nothing\nhello: keep\n  - source-unusable\n');
  });
});

describe('instances', () => {
  const three: Version = { ...hello, replicas: 3 };
  const all = [1, 2, 3].map((instance) => container(three, 3, {}, instance));
  const settledThree = (containers: readonly ObservedContainer[]) =>
    settled({ desired: wanting([three]), recorded: [recordOf(three, 3)] }, { containers: [router, ...containers] });

  test('all of a generation serve, each under a name of its own', () => {
    expect(all.map(({ name }) => name)).toEqual(['', '.2', '.3'].map((end) => `smolfaas-func-hello${end}`));
    expect(plan(settledThree(all))).toBe('network: nothing\nrouter: nothing\nhello: nothing\n');
  });

  test('one that does not run: a new generation takes over', () => {
    const [first, second, third] = all as [ObservedContainer, ObservedContainer, ObservedContainer];
    expect(plan(settledThree([first, second, { ...third, state: 'exited', exitCode: 1 }]))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4 (others: smolfaas-func-hello.3)
        - too-few-instances running=2 wanted=3
      "
    `);
  });

  test('another number of them: a new generation takes over', () => {
    expect(plan(settled({ desired: wanting([three]) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - other-spec
        - too-few-instances running=1 wanted=3
      "
    `);
    const fewer = settled({ recorded: [recordOf(three, 3)] }, { containers: [router, ...all] });
    expect(plan(fewer)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - other-spec
      "
    `);
  });

  test('a container of a version that knew no instances is the first', () => {
    const { [LABEL.instance]: _, ...labels } = container(hello, 3).labels;
    expect(plan(settled({}, { containers: [router, container(hello, 3, { labels })] }))).toContain('hello: nothing');
  });
});

describe('a recipe key that moved, while the recipe is the same', () => {
  const upgraded: Version = { ...hello, recipeKey: 'recipe-2', labelKey: 'recipe-1' };

  test('is recorded, and nothing is built or started', () => {
    expect(plan(settled({ desired: wanting([upgraded]) }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt
        - recorded-otherwise
      "
    `);
    expect(plan(settled({ desired: wanting([upgraded]), recorded: [recordOf(upgraded, 3)] }))).toContain(
      'hello: nothing',
    );
  });
});

describe('builder', () => {
  const settledBy = (kind: 'auto' | 'container', builder?: Partial<ObservedContainer>, wanted = hello) => {
    const made: ObservedContainer = {
      ...router,
      id: 'b',
      name: 'smolfaas-buildkitd',
      labels: { ...owned('builder'), [LABEL.specHash]: 'builder-1' },
      networks: [],
      ...builder,
    };
    const containers = [router, container(hello, 3), ...(builder === undefined ? [] : [made])];
    return settled({ desired: wanting([wanted], { builder: kind }) }, { containers });
  };
  const builderOf = (input: DecideInput) => decide(input).builder;

  test('is of no interest while nothing has to be built', () => {
    const nothing = { action: 'nothing', reasons: [] };
    expect(builderOf(settledBy('container'))).toEqual(nothing);
    expect(builderOf(settledBy('container', { state: 'exited' }))).toEqual(nothing);
    expect(builderOf(settledBy('container', { labels: owned('builder') }))).toEqual(nothing);
  });

  test('is made ready, with what is wrong with its container', () => {
    const building = (kind: 'auto' | 'container', builder?: Partial<ObservedContainer>) =>
      builderOf(settledBy(kind, builder, changed));
    const reasonsOf = (...given: Parameters<typeof building>) => building(...given).reasons.map(codedText);
    const wantedFor = 'builds-wanted functions=["hello"]';
    expect(reasonsOf('auto', { state: 'exited' }), 'whether it is needed is not known yet').toEqual([wantedFor]);
    expect(reasonsOf('container')).toEqual([wantedFor, 'builder-missing']);
    expect(building('container', {}).action).toBe('ensure');
    expect(reasonsOf('container', {})).toEqual([wantedFor]);
    const worn = { name: 'other', state: 'exited', labels: owned('builder') } as const;
    expect(reasonsOf('container', worn)).toEqual([
      wantedFor,
      'builder-called-otherwise name=other',
      'builder-not-running state=exited',
      'builder-settings-changed',
    ]);
  });
});
