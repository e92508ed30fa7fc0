import { expect, test } from 'vitest';
import { ENGINES, engineKind, ROOTS } from './catalog.mjs';
import { rootDirectory } from './roots.mjs';

test('every engine has an id of its own, a root that can be made, and a builder', () => {
  expect(new Set(ENGINES.map(({ id }) => id)).size).toBe(ENGINES.length);
  const roots = ENGINES.flatMap(({ root }) => root ?? []);
  expect(roots.filter((root) => !(root in ROOTS))).toEqual([]);
  expect(ENGINES.filter(({ builders }) => builders.length === 0)).toEqual([]);
});

test('an engine is found by its id; another id is answered with those that there are', () => {
  expect(engineKind('docker-26.1').title).toBe('Docker Engine 26.1');
  expect(() => engineKind('docker-1.0')).toThrow(/no engine "docker-1.0" here; known: docker-host, docker-26.1/);
});

test('a root has its directory in the cache, named after what it is made from', () => {
  const at = (name) => rootDirectory(name, { XDG_CACHE_HOME: '/cache' });
  expect(at('docker-26.1')).toMatch(/^\/cache\/smolfaas\/engines\/docker-26\.1-[0-9a-f]{12}$/);
  expect(at('docker-28.5').slice(-12)).not.toBe(at('docker-26.1').slice(-12));
});
