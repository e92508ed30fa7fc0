import type { RouterSpec } from '@smolfaas/core';
import { expect, test } from 'vitest';
import { routerCreateBody, routerSpecHash } from './create-body.js';
import { namesCreateBody } from './names-body.js';

const SPEC: RouterSpec = {
  name: 'smolfaas-router',
  network: 'smolfaas',
  volume: 'smolfaas-router-data',
  image: 'caddy:2',
  httpPort: 80,
  httpsPort: 8443,
  bind: ['127.0.0.1', '::1'],
  labels: {
    'dev.smolfaas.role': 'router',
    'dev.smolfaas.project': 'p1',
    'dev.smolfaas.functions-dir': '/home/me/functions',
  },
};

test('the whole create body', async () => {
  const text = `${JSON.stringify(routerCreateBody(SPEC, 'TOKEN'), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/create-body.json');
});

test('the hash sees every field that makes the container, in whatever order labels come', () => {
  const changes: readonly Partial<RouterSpec>[] = [
    { network: 'n' },
    { volume: 'v' },
    { image: 'i' },
    { httpPort: 1 },
    { httpsPort: 1 },
    { bind: ['0.0.0.0'] },
    { labels: {} },
  ];
  const hashes = changes.map((change) => routerSpecHash({ ...SPEC, ...change }));
  expect(new Set([...hashes, routerSpecHash(SPEC)]).size).toBe(changes.length + 1);
  const reversed = Object.fromEntries(Object.entries(SPEC.labels).toReversed());
  expect(routerSpecHash({ ...SPEC, labels: reversed })).toBe(routerSpecHash(SPEC));
});

test('the token is in the environment and nowhere else, and not in the hash', () => {
  const text = JSON.stringify(routerCreateBody(SPEC, 'TOKEN'));
  expect(text.split('TOKEN').length - 1).toBe(2); // the variable's name and its value
  expect(text.replace('=TOKEN', '=OTHER')).toBe(JSON.stringify(routerCreateBody(SPEC, 'OTHER')));
});

test('the id of the network is in the endpoint alone, and not in the hash', () => {
  const withId = routerCreateBody({ ...SPEC, networkId: 'ID' }, 'TOKEN');
  expect(withId).toMatchObject({ NetworkingConfig: { EndpointsConfig: { [SPEC.network]: { NetworkID: 'ID' } } } });
  expect(routerSpecHash({ ...SPEC, networkId: 'ID' })).toBe(routerSpecHash(SPEC));
});

test('names of functions are aliases and a label, and not in the hash', () => {
  const named = { ...SPEC, networkId: 'ID', names: ['a', 'b'] };
  expect(routerCreateBody(named, 'TOKEN')).toMatchObject({
    Labels: { 'dev.smolfaas.names': 'a,b' },
    NetworkingConfig: { EndpointsConfig: { [SPEC.network]: { NetworkID: 'ID', Aliases: ['a', 'b'] } } },
  });
  expect(routerSpecHash(named)).toBe(routerSpecHash(SPEC));
  expect(routerCreateBody({ ...SPEC, names: [] }, 'TOKEN')).toEqual(routerCreateBody(SPEC, 'TOKEN'));
});

test('a container of names has no privilege, no volume and no port', async () => {
  const { name, network, image, labels } = SPEC;
  const body = namesCreateBody({ name: `${name}-names.1`, network, image, labels, router: name, names: ['c', 'd'] });
  await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot('__golden__/names-body.json');
});
