import { describe, expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import { type IdentityInput, knownProject, ownProjects } from './project-identity.js';

const labelled = (id: string, functionsDir: string) => ({ [LABEL.project]: id, [LABEL.functionsDir]: functionsDir });

const container = (name: string, labels: ObservedContainer['labels']): ObservedContainer => ({
  id: name,
  name,
  state: 'running',
  imageId: '',
  labels,
  networks: [],
  ports: [],
});

const input = (changes: Partial<IdentityInput>, observed: Partial<Observed> = {}): IdentityInput => ({
  recorded: undefined,
  names: { router: 'router', builder: 'builder', network: 'net', imagePrefix: 'fn' },
  functions: ['a'],
  functionsDir: '/here',
  exists: () => true,
  observed: {
    engine: { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } },
    containers: [],
    images: [],
    networks: [],
    volumes: [],
    ...observed,
  },
  ...changes,
});

describe('the id is adopted', () => {
  const ours = labelled('p1', '/here');
  test.each<[string, Partial<Observed>]>([
    ['the router', { containers: [container('router', ours)] }],
    ['the network', { networks: [{ id: 'n', name: 'net', labels: ours }] }],
    ['the router’s volume', { volumes: [{ name: 'router-data', labels: ours }] }],
    ['the builder', { containers: [container('builder', ours)] }],
    ['the builder’s volume', { volumes: [{ name: 'builder-state', labels: ours }] }],
    ['a function', { containers: [container('any', { ...ours, [LABEL.function]: 'a' })] }],
  ])('from %s', (_, observed) => {
    expect(knownProject(input({}, observed))).toEqual({ id: 'p1', functionsDir: '/here' });
  });

  test('from the database when nothing else is left', () => {
    expect(knownProject(input({ recorded: { id: 'p2', functionsDir: '/here' } }))?.id).toBe('p2');
  });

  test('from nowhere in a fresh project', () => {
    expect(knownProject(input({}))).toBeUndefined();
  });

  test('from the objects, where a database of old says otherwise', () => {
    const recorded = { id: 'old', functionsDir: '/here' };
    expect(knownProject(input({ recorded }, { containers: [container('router', ours)] }))?.id).toBe('p1');
  });
});

describe('another directory', () => {
  const observed = { containers: [container('router', labelled('p1', '/there'))] };

  test('is refused', () => {
    expect(() => knownProject(input({}, observed))).toThrow(
      expect.objectContaining({
        code: 'project-conflict',
        facts: { functionsDir: '/here', otherDir: '/there', object: 'container "router"' },
      }),
    );
  });

  test('is refused for a copy of a project, database and all', () => {
    expect(() => knownProject(input({ recorded: { id: 'p1', functionsDir: '/there' } }, observed))).toThrow('/there');
  });

  test('is refused when it only holds the name of a function', () => {
    const other = { containers: [container('fn-a', labelled('p9', '/there'))] };
    expect(() => knownProject(input({}, other))).toThrow('fn-a');
  });

  test('that is gone is this one, moved', () => {
    const recorded = { id: 'p1', functionsDir: '/there' };
    const moved = input({ recorded, exists: () => false }, observed);
    expect(knownProject(moved)).toEqual({ id: 'p1', functionsDir: '/here' });
  });
});

test('a moved project whose database is lost: the router names the new directory, the network still the old one', () => {
  const observed = {
    containers: [container('router', labelled('p1', '/here'))],
    networks: [{ id: 'n', name: 'net', labels: labelled('p1', '/there') }],
  };
  expect(knownProject(input({ exists: () => false }, observed))?.id).toBe('p1');
  expect(() => knownProject(input({}, observed))).toThrow('/there');
});

test('a moved project, and a new clone where it was: the network still names the old directory', () => {
  const networks = [{ id: 'n', name: 'net', labels: labelled('p1', '/there') }];
  const recorded = { id: 'p1', functionsDir: '/here' };
  expect(knownProject(input({ recorded }, { networks }))?.id).toBe('p1');
  expect(() => knownProject(input({}, { networks }))).toThrow('/there');
});

describe('two networks of one name', () => {
  const networks = [
    { id: 'n1', name: 'net', labels: labelled('p1', '/here') },
    { id: 'n2', name: 'net', labels: labelled('p2', '/there') },
  ];
  test('are no conflict for the project that holds the name, and one for the other', () => {
    expect(knownProject(input({}, { networks }))?.id).toBe('p1');
    expect(() => knownProject(input({ functionsDir: '/there' }, { networks }))).toThrow('/here');
  });

  test('belong to each by its directory, when it removes what is its own', () => {
    expect(ownProjects(input({}, { networks })).map(({ id }) => id)).toEqual(['p1']);
    expect(ownProjects(input({ functionsDir: '/there' }, { networks })).map(({ id }) => id)).toEqual(['p2']);
  });
});

describe('what is our own, whatever conflict there is', () => {
  const theirs = { containers: [container('router', labelled('p1', '/there'))] };
  test('is the recorded id, unless another directory that is there has it', () => {
    expect(ownProjects(input({ recorded: { id: 'p2', functionsDir: '/here' } }, theirs))).toMatchObject([{ id: 'p2' }]);
    expect(ownProjects(input({ recorded: { id: 'p1', functionsDir: '/here' } }, theirs))).toEqual([]);
    expect(ownProjects(input({ recorded: { id: 'p2', functionsDir: '/there' } }, theirs))).toEqual([]);
  });

  test('is every id under our names with our directory, a former one as well', () => {
    const observed = {
      networks: [{ id: 'n', name: 'net', labels: labelled('old', '/here') }],
      containers: [container('router', labelled('new', '/here'))],
    };
    expect(ownProjects(input({}, observed)).map(({ id }) => id)).toEqual(['new', 'old']);
  });

  test('is not what another project in the same directory calls otherwise', () => {
    const observed = { containers: [container('other-a', { ...labelled('p9', '/here'), [LABEL.function]: 'a' })] };
    expect(ownProjects(input({ recorded: { id: 'p1', functionsDir: '/here' } }, observed))).toMatchObject([
      { id: 'p1' },
    ]);
    expect(ownProjects(input({}, observed))).toMatchObject([{ id: 'p9' }]);
  });
});

test('names without labels say nothing', () => {
  const observed = { containers: [container('router', {}), container('fn-a', {})] };
  expect(knownProject(input({}, observed))).toBeUndefined();
});
