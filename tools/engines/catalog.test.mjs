import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENGINES, engineKind, QUICK_ENGINES, ROOTS } from './catalog.mjs';
import { moduleDirectory } from './programs.mjs';
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

test('programs that are compiled are tools of a module of ours, and of one version; the root is named after that as well', () => {
  const compiled = Object.entries(ROOTS).filter(([, { go }]) => go !== undefined);
  expect(compiled.map(([name]) => name)).toEqual(['docker-29']);
  expect(ENGINES.filter((engine) => !QUICK_ENGINES.includes(engine)).map(({ id }) => id)).toEqual(['docker-29']);
  for (const [name, { go, ...system }] of compiled) {
    const pinned = readFileSync(`${moduleDirectory(go)}/go.mod`, 'utf8');
    expect(go.packages.filter((path) => !pinned.includes(`\t${path}\n`))).toEqual([]);
    const sameSystem = Object.keys(ROOTS).find((other) => JSON.stringify(ROOTS[other]) === JSON.stringify(system));
    expect(rootDirectory(name).slice(-12)).not.toBe(rootDirectory(sameSystem).slice(-12));
  }
});
