import { expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import { refuseForeignObjects } from './foreign-objects.js';

const names = { router: 'router', builder: 'builder', network: 'net', imagePrefix: 'fn', functions: ['a', 'ab'] };
const ours = { [LABEL.project]: 'p1' };
const theirs = { [LABEL.project]: 'p2' };

const nothing: Observed = {
  engine: { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } },
  containers: [],
  images: [],
  networks: [],
  volumes: [],
};
const container = (name: string, labels: Record<string, string>) =>
  ({ id: 'c1', name, state: 'running', imageId: '', labels, networks: [], ports: [] }) as const;

test.each<[string, Partial<Observed>, object]>([
  ['router', { containers: [container('router', {})] }, { kind: 'container', name: 'router', id: 'c1' }],
  ['function', { containers: [container('fn-a', theirs)] }, { kind: 'container', name: 'fn-a', id: 'c1' }],
  ['network', { networks: [{ id: 'n1', name: 'net', labels: {} }] }, { kind: 'network', name: 'net', id: 'n1' }],
  [
    'volume',
    { volumes: [{ name: 'router-data', labels: {} }] },
    { kind: 'volume', name: 'router-data', id: 'router-data' },
  ],
  ['builder', { containers: [container('builder', theirs)] }, { kind: 'container', name: 'builder', id: 'c1' }],
  [
    'builder’s volume',
    { volumes: [{ name: 'builder-state', labels: theirs }] },
    { kind: 'volume', name: 'builder-state', id: 'builder-state' },
  ],
  [
    'image',
    { images: [{ id: 'i1', tags: ['fn-ab:latest'], labels: {} }] },
    { kind: 'image', name: 'fn-ab:latest', id: 'i1' },
  ],
])('a foreign %s is refused', (_, observed, facts) => {
  expect(() => refuseForeignObjects({ ...nothing, ...observed }, names, { id: 'p1', functionsDir: '/here' })).toThrow(
    expect.objectContaining({ code: 'foreign-object', facts }),
  );
});

test('an image of a living project is refused with its directory; one whose project has nothing else left is not', () => {
  const images = [{ id: 'i1', tags: ['fn-a:latest'], labels: { ...theirs, [LABEL.function]: 'a' } }];
  const project = { id: 'p1', functionsDir: '/here' };
  const volumes = [{ name: 'v', labels: { ...theirs, [LABEL.functionsDir]: '/there' } }];
  expect(() => refuseForeignObjects({ ...nothing, images, volumes }, names, project)).toThrow(
    expect.objectContaining({
      code: 'project-conflict',
      facts: { functionsDir: '/here', otherDir: '/there', object: 'image "fn-a:latest"' },
    }),
  );
  expect(() => refuseForeignObjects({ ...nothing, images }, names, project)).not.toThrow();
});

test('of two networks of our name the one with containers of its project holds it, else the one with the lowest id', () => {
  const networks = [
    { id: 'n1', name: 'net', labels: theirs },
    { id: 'n2', name: 'net', labels: ours },
  ];
  const project = { id: 'p1', functionsDir: '/here' };
  expect(() => refuseForeignObjects({ ...nothing, networks }, names, project)).toThrow('foreign-object');
  const guest = { ...container('router', ours), networks: ['net'], networkIds: ['n2'] };
  expect(() => refuseForeignObjects({ ...nothing, networks, containers: [guest] }, names, project)).not.toThrow();
});

test('a name that is not needed may be anybody’s', () => {
  const observed = { ...nothing, containers: [container('builder', {})] };
  expect(() =>
    refuseForeignObjects(observed, { ...names, builder: undefined }, { id: 'p1', functionsDir: '/here' }),
  ).not.toThrow();
});

test('our own, and names that only look alike, are fine', () => {
  const observed: Observed = {
    ...nothing,
    containers: [container('router', ours), container('fn-a', ours), container('fn-abc', {})],
    images: [
      { id: 'i1', tags: ['fn-a:latest'], labels: ours },
      { id: 'i2', tags: ['registry:5000/fn-a:latest', 'fn-a-b:latest'], labels: {} },
    ],
    networks: [{ id: 'n1', name: 'net', labels: ours }],
    volumes: [{ name: 'router-data', labels: ours }],
  };
  expect(() => refuseForeignObjects(observed, names, { id: 'p1', functionsDir: '/here' })).not.toThrow();
});
