/**
 * decide, as a table: a situation in, the plan as text out. Each test starts from one deployed function and changes one
 * thing.
 */
import { describe, expect, test } from 'vitest';
import { LABEL } from '../../contract/labels.js';
import type { Observed, ObservedContainer } from '../../contract/observed.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { generationAlias, imageTags } from '../object-names.js';
import { containerSpec } from '../run/container-spec.js';
import { type DecideInput, decide } from './decide.js';
import type { Wanted } from './reasons.js';
import { renderPlan } from './render-plan.test.fixture.js';

const project = { id: 'p1', functionsDir: '/project/functions' };
const settings = {
  imagePrefix: 'smolfaas-func',
  network: 'smolfaas',
  caddyName: 'smolfaas-router',
  buildkitName: 'smolfaas-buildkitd',
  builder: { kind: 'engine' } as const,
  removeOrphans: false,
  functions: new Map(),
  functionCa: false,
  host: { ca: Buffer.from('certificates') },
};
const hello: Wanted = { function: 'hello', contentHash: 'content-1', recipeKey: 'recipe-1', runtime: 'node' };

const owned = (role: string) => ({ [LABEL.project]: project.id, [LABEL.role]: role });
const plan = (input: DecideInput): string => renderPlan(decide(input));

function container(wanted: Wanted, generation: number, changes: Partial<ObservedContainer> = {}): ObservedContainer {
  const image = `sha256:${wanted.contentHash}`;
  const { imagePrefix: prefix, network } = settings;
  const spec = containerSpec({ ...wanted, project, prefix, network, generation, image, alone: true, token: '0' });
  return {
    id: `${wanted.function}${generation}`,
    name: `${prefix}-${wanted.function}`,
    state: 'running',
    imageId: image,
    labels: spec.labels,
    networks: [network],
    ports: [],
    ...changes,
  };
}

function imageOf({ function: fn, contentHash, recipeKey }: Wanted): Observed['images'][number] {
  const labels = {
    [LABEL.project]: project.id,
    [LABEL.function]: fn,
    [LABEL.contentHash]: contentHash,
    [LABEL.recipeKey]: recipeKey,
  };
  return { id: `sha256:${contentHash}`, tags: imageTags(settings.imagePrefix, fn, contentHash, recipeKey), labels };
}

function recordOf(wanted: Wanted, generation: number): GenerationRecord {
  const { labels, image } = containerSpec({
    ...wanted,
    project,
    prefix: settings.imagePrefix,
    network: settings.network,
    generation,
    image: `sha256:${wanted.contentHash}`,
    alone: true,
    token: '0',
  });
  return { ...wanted, generation, imageId: image, specHash: labels[LABEL.specHash] ?? '', builtAt: 0 };
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

/** The address of a container of the first content or, from the fourth generation on, of the changed one. */
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

/** One function, deployed, recorded, routed. */
function settled(changes: Partial<DecideInput> = {}, observed: Partial<Observed> = {}): DecideInput {
  return {
    project,
    settings,
    wanted: [hello],
    unusable: [],
    recorded: [recordOf(hello, 3)],
    routes: table(['hello', 3]),
    unreached: [],
    routerSpecHash: 'router-1',
    builderSpecHash: 'builder-1',
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

const changed: Wanted = { ...hello, contentHash: 'content-2' };

describe('one function', () => {
  test('as it should be', () => {
    expect(plan(settled())).toBe('network: nothing\nrouter: nothing\nhello: nothing\n');
  });

  test('never built', () => {
    const input = settled({ recorded: [], routes: undefined }, { containers: [], images: [], networks: [] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: create
        - there is no network smolfaas
      router: ensure
        - there is no router
      builder: ensure
        - hello has to be built
      hello: build g1
        - it was not built yet
      "
    `);
  });

  test('other source', () => {
    expect(plan(settled({ wanted: [changed] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - hello has to be built
      hello: build g4
        - its source changed
      "
    `);
  });

  test('another recipe', () => {
    expect(plan(settled({ wanted: [{ ...hello, recipeKey: 'recipe-2' }] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - hello has to be built
      hello: build g4
        - its build recipe changed
      "
    `);
  });

  test('an image that was pruned, though the hash fits', () => {
    expect(plan(settled({}, { images: [] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      builder: ensure
        - hello has to be built
      hello: build g4
        - its image is gone
      "
    `);
  });

  test('source that was built before', () => {
    const input = settled({ wanted: [changed] }, { images: [imageOf(hello), imageOf(changed)] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - it runs other source
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
    expect(plan(settled({}, { images: [elsewhere] })), 'under a name of ours').toContain('hello: build');
  });

  test('a container on a network of the right name that is not ours', () => {
    const twin = { ...container(hello, 3), networkIds: ['twin'] };
    expect(plan(settled({}, { containers: [router, twin] }))).toContain('its container is not on network');
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
        - its container is exited (137)
      "
    `);
  });

  test('no container', () => {
    expect(plan(settled({}, { containers: [router] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: start g4
        - it has no container
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
        - its container was made in another way
      "
    `);
  });

  test('a container that was taken off the network', () => {
    const alone = container(hello, 3, { networks: [] });
    expect(plan(settled({}, { containers: [router, alone] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - its container is not on network smolfaas
      "
    `);
  });

  test('a container that was renamed by hand', () => {
    const renamed = container(hello, 3, { name: 'mine' });
    expect(plan(settled({}, { containers: [router, renamed] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt
        - its container is called mine
      "
    `);
  });

  test('no database', () => {
    expect(plan(settled({ recorded: [] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt
        - it runs, but is not recorded
      "
    `);
  });

  test('another prefix: same image, new names', () => {
    const input = settled({ settings: { ...settings, imagePrefix: 'other' } });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g4
        - its container was made in another way
      "
    `);
  });

  test('source that cannot be used: what runs is kept', () => {
    expect(plan(settled({ wanted: [], unusable: ['hello'] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: keep
        - its source cannot be used
      "
    `);
  });
});

describe('after a run that was killed', () => {
  const fresh = container(changed, 4, { name: 'smolfaas-func-hello.g4' });
  const both = { containers: [router, container(hello, 3), fresh], images: [imageOf(hello), imageOf(changed)] };

  test('before the switch: the unrouted one does not count, and leaves', () => {
    expect(plan(settled({ wanted: [changed] }, both))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: replace g5 (others: smolfaas-func-hello.g4)
        - it runs other source
      "
    `);
  });

  test('after the switch: the old one leaves', () => {
    expect(plan(settled({ wanted: [changed], routes: table(['hello', 4]) }, both))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: adopt (others: smolfaas-func-hello)
        - something else is recorded
        - its container is called smolfaas-func-hello.g4
        - container smolfaas-func-hello is left over
      "
    `);
  });

  test('between the first start and the first switch: it is not trusted before it answered', () => {
    const input = settled(
      { wanted: [changed], recorded: [], routes: table() },
      { ...both, containers: [router, fresh] },
    );
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: reroute
        - the router has no route to it
      "
    `);
  });
});

describe('directories that are gone', () => {
  test('are kept', () => {
    expect(plan(settled({ wanted: [] }))).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: keep
        - its directory is gone
      "
    `);
  });

  test('are removed when told to, with all that is left of them', () => {
    const input = settled({ wanted: [], settings: { ...settings, removeOrphans: true } });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: nothing
      hello: remove
        - its directory is gone
      "
    `);
  });
});

describe('network and router', () => {
  test('a router with a dead published port is made again, its routes and functions stay', () => {
    const input = settled({ unreached: ['does not answer at 127.0.0.1:443 (connect ECONNREFUSED)'] });
    expect(plan(input)).toMatchInlineSnapshot(`
      "network: nothing
      router: ensure (recreate)
        - the router does not answer at 127.0.0.1:443 (connect ECONNREFUSED)
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
        - the router is exited
      hello: reroute
        - the router has no route to it
      "
    `);
  });

  test('other settings of the router', () => {
    expect(plan(settled({ routerSpecHash: 'router-2' }))).toMatchInlineSnapshot(`
      "network: nothing
      router: ensure
        - settings of the router changed
      hello: nothing
      "
    `);
  });

  test('a router that runs and does not answer', () => {
    expect(plan(settled({ routes: undefined }))).toContain('- the router does not answer');
  });

  test('a network that is gone takes everything with it', () => {
    expect(plan(settled({}, { networks: [] }))).toMatchInlineSnapshot(`
      "network: create
        - there is no network smolfaas
      router: ensure (recreate)
        - the router is not on network smolfaas
      hello: replace g4
        - its container is not on network smolfaas
      "
    `);
  });

  test('of two networks from a race, ours with the lowest id counts', () => {
    const networks = ['z', 'n'].map((id) => ({ id, name: 'smolfaas', labels: owned('network') }));
    expect(plan(settled({}, { networks }))).toContain('network: nothing');
  });

  test('are not made for functions that cannot be built', () => {
    const input = settled(
      { wanted: [], unusable: ['hello'], recorded: [] },
      { containers: [], images: [], networks: [] },
    );
    expect(plan(input)).toBe('network: nothing\nrouter: nothing\nhello: keep\n  - its source cannot be used\n');
  });
});

describe('builder', () => {
  const settledBy = (kind: 'auto' | 'container', builder?: Partial<ObservedContainer>) => {
    const made: ObservedContainer = {
      ...router,
      id: 'b',
      name: 'smolfaas-buildkitd',
      labels: { ...owned('builder'), [LABEL.specHash]: 'builder-1' },
      networks: [],
      ...builder,
    };
    const containers = [router, container(hello, 3), ...(builder === undefined ? [] : [made])];
    return settled({ settings: { ...settings, builder: { kind } } }, { containers });
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
      builderOf({ ...settledBy(kind, builder), wanted: [changed] });
    expect(building('auto', { state: 'exited' }).reasons, 'whether it is needed is not known yet').toEqual([
      'hello has to be built',
    ]);
    expect(building('container').reasons).toEqual(['hello has to be built', 'there is no builder']);
    expect(building('container', {})).toEqual({ action: 'ensure', reasons: ['hello has to be built'] });
    const worn = { name: 'other', state: 'exited', labels: owned('builder') } as const;
    expect(building('container', worn).reasons).toEqual([
      'hello has to be built',
      'the builder is called other',
      'the builder is exited',
      'settings of the builder changed',
    ]);
  });
});
