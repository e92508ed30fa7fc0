/** Which names a project takes, given what the engine has. */
import { describe, expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import { candidateNames, DEFAULT_NAMES, derivedNames, type Names } from './candidate-names.js';
import { chooseNames, type NamingInput } from './choose-names.js';

const labels = (id: string, role: string, fn?: string) => ({
  [LABEL.project]: id,
  [LABEL.functionsDir]: `/${id}/functions`,
  [LABEL.role]: role,
  ...(fn !== undefined && { [LABEL.function]: fn }),
});
const container = (name: string, given: ObservedContainer['labels']): ObservedContainer => ({
  id: name,
  name,
  state: 'running',
  imageId: '',
  labels: given,
  networks: [],
  ports: [],
});
const network = (name: string, id: string) => ({ id: name, name, labels: labels(id, 'network') });

/** What a project with these names has, besides a function. */
const projectWith = ({ network: net, caddyName, imagePrefix }: Names, id: string, fn = 'web'): Partial<Observed> => ({
  networks: [network(net, id)],
  containers: [
    container(caddyName, labels(id, 'router')),
    container(`${imagePrefix}-${fn}`, labels(id, 'function', fn)),
  ],
  volumes: [{ name: `${caddyName}-data`, labels: labels(id, 'volume') }],
});

const choose = (observed: Partial<Observed>, changes: Partial<NamingInput> = {}) =>
  chooseNames({
    observed: {
      engine: { endpoint: '', version: '', apiVersion: '', platform: { os: 'linux', architecture: 'amd64' } },
      containers: [],
      images: [],
      networks: [],
      volumes: [],
      ...observed,
    },
    ownIds: new Set(['own']),
    given: {},
    functionsDir: '/srv/My Shop/functions',
    ...changes,
  });

test('the first project on an engine has the default names', () => {
  expect(choose({})).toEqual({ names: DEFAULT_NAMES });
});

test('the second one derives names from its directory, and says what was in the way', () => {
  const { names, yieldedTo } = choose(projectWith(DEFAULT_NAMES, 'other'));
  expect(names.network).toMatch(/^smolfaas-my-shop-[0-9a-f]{4}$/);
  expect(names).toEqual(derivedNames(names.network.replace('smolfaas-', '')));
  expect(yieldedTo).toEqual({ object: 'network "smolfaas"', otherDir: '/other/functions' });
});

describe('every kind of object is in the way', () => {
  const foreign = { [LABEL.project]: 'other', [LABEL.functionsDir]: '/other/functions' };
  test.each<[string, Partial<Observed>]>([
    ['a network without labels', { networks: [{ id: 'n', name: 'smolfaas', labels: {} }] }],
    ['a router', { containers: [container('smolfaas-router', foreign)] }],
    ['a builder', { containers: [container('smolfaas-buildkitd', foreign)] }],
    ['a volume', { volumes: [{ name: 'smolfaas-router-data', labels: foreign }] }],
    ['a function', { containers: [container('smolfaas-func-a', labels('other', 'function', 'a'))] }],
    [
      'an image of a project that is down',
      {
        networks: [network('theirs', 'other')],
        images: [{ id: 'i', tags: ['smolfaas-func-a:latest'], labels: labels('other', 'image', 'a') }],
      },
    ],
  ])('%s', (_, observed) => {
    expect(choose(observed).names.network).not.toBe('smolfaas');
  });

  test('but not an image that nothing is left of', () => {
    const images = [{ id: 'i', tags: ['smolfaas-func-a:latest'], labels: labels('other', 'image', 'a') }];
    expect(choose({ images }).names).toEqual(DEFAULT_NAMES);
  });
});

test('the project’s own objects say what its names are', () => {
  const own = { network: 'net', caddyName: 'edge', buildkitName: 'smolfaas-buildkitd', imagePrefix: 'fn' };
  expect(choose(projectWith(own, 'own')).names).toEqual(own);
  const derived = derivedNames('shop-3f2a');
  expect(choose({ networks: [network(derived.network, 'own')] }).names).toEqual(derived);
  const second = { ...projectWith(derived, 'own'), networks: [network('smolfaas', 'other')] };
  expect(choose(second).names).toEqual(derived);
});

test('names that were lost to another project are replaced, all of them', () => {
  const observed = {
    networks: [network('smolfaas', 'other')],
    volumes: [{ name: 'smolfaas-router-data', labels: labels('own', 'volume') }],
  };
  expect(choose(observed).names.caddyName).toMatch(/^smolfaas-my-shop-.*-router$/);
});

test('what a user gave is taken as it is, whoever has it', () => {
  const taken = projectWith(DEFAULT_NAMES, 'other');
  expect(choose(taken, { given: DEFAULT_NAMES })).toEqual({ names: DEFAULT_NAMES });
  const { names } = choose(taken, { given: { network: 'smolfaas' } });
  expect(names).toMatchObject({ network: 'smolfaas', imagePrefix: expect.stringMatching(/^sf-my-shop-/) });
});

describe('a name that the user gave the project', () => {
  const shop = (name: string, ...others: Partial<Observed>[]) => {
    const all = [projectWith(DEFAULT_NAMES, 'first'), ...others];
    const containers = all.flatMap((one) => one.containers ?? []);
    const networks = all.flatMap((one) => one.networks ?? []);
    return choose({ containers, networks }, { name }).names.imagePrefix;
  };

  test('is in all names', () => {
    expect(shop('shop')).toBe('sf-shop');
  });

  test('is shortened where it would leave functions no room', () => {
    expect(shop('storefront-of-the-shop')).toMatch(/^sf-storefro-[0-9a-f]{4}$/);
  });

  test('whose functions could have the names of another project’s gets a hash in front', () => {
    expect(shop('a-b', projectWith(derivedNames('a'), 'p', 'b-c'))).toMatch(/^sf-[0-9a-f]{4}-a-b$/);
    expect(shop('a', projectWith(derivedNames('a-b'), 'p', 'c'))).toMatch(/^sf-[0-9a-f]{4}-a$/);
    expect(shop('a', projectWith(derivedNames('ab'), 'p', 'c'))).toBe('sf-a');
  });

  test('that is the prefix of the first project’s functions is not used as it is', () => {
    expect(shop('func')).toMatch(/^sf-func-[0-9a-f]{4}$/);
  });
});

test('every candidate leaves room for a function’s name of 40 characters', () => {
  const names = ['a'.repeat(40), 'x', undefined].flatMap((name) =>
    candidateNames({ name, functionsDir: `/${'ä'.repeat(80)}/functions` }),
  );
  expect(Math.max(...names.map(({ imagePrefix }) => imagePrefix.length))).toBe(16);
  expect(names.filter(({ imagePrefix }) => !/^[a-z0-9]+(-+[a-z0-9]+)*$/.test(imagePrefix))).toEqual([]);
});
