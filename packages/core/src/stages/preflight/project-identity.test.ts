import { describe, expect, test } from 'vitest';
import { LABEL } from '../../contract/labels.js';
import type { Observed, ObservedContainer } from '../../contract/observed.js';
import { type IdentityInput, knownProject } from './project-identity.js';

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

test('names without labels say nothing', () => {
  const observed = { containers: [container('router', {}), container('fn-a', {})] };
  expect(knownProject(input({}, observed))).toBeUndefined();
});
