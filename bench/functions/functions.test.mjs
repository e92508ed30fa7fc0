import { expect, test } from 'vitest';
import { dockerfileOf } from './dockerfiles.mjs';
import { mix, oneOfEach } from './mix.mjs';
import { filesOf } from './sources.mjs';

const bases = { node: 'n:1', 'node-build': 'nb:1', python: 'p:1', uv: 'u:1', 'go-build': 'gb:1', static: 's:1' };

test('a larger project begins like a smaller one, and twenty are a fifth of a hundred', () => {
  const [small, large] = [mix(20), mix(100)];
  expect(large.slice(0, 20)).toEqual(small);
  const count = (functions, kind) => functions.filter((one) => one.kind === kind).length;
  for (const { kind } of oneOfEach()) expect(count(large, kind)).toBe(5 * count(small, kind));
  expect(new Set(large.map(({ name }) => name)).size).toBe(100);
});

test('the only function of a project of one has a dependency to change', () => {
  expect(mix(1)).toEqual([{ name: 'fn-001', kind: 'node-deps' }]);
});

test.each(oneOfEach())('a new version of a $kind function is another source with the same manifest', (one) => {
  const [a, b] = ['v1', 'v2'].map((version) => filesOf(one, { version, dependency: 'd', bases }));
  const differing = Object.keys(a).filter((path) => a[path] !== b[path]);
  expect(differing).toHaveLength(1);
  expect(differing[0]).toMatch(/^(index\.js|main\.py|main\.go)$/);
});

test.each(['node-deps', 'python', 'go'])('dependencies of a %s function are nobody else’s', (kind) => {
  const files = ['one', 'two'].map((dependency) => filesOf({ name: 'f', kind }, { version: 'v', dependency, bases }));
  const manifest = { 'node-deps': 'package.json', python: 'requirements.txt', go: 'go.mod' }[kind];
  expect(files[0][manifest]).not.toBe(files[1][manifest]);
});

test('five changes of a dependency are five versions that were not there before', () => {
  const text = (step) => filesOf(mix(1)[0], { version: 'v', dependency: 'd', bases, step })['package.json'];
  expect(new Set([0, 1, 2, 3, 4, 5].map(text)).size).toBe(6);
});

test('every kind is built from the given bases, by its own Dockerfile or by one of ours', () => {
  for (const one of oneOfEach()) {
    const own = filesOf(one, { version: 'v', dependency: 'd', bases }).Dockerfile;
    const text = dockerfileOf(one.kind, bases) ?? own;
    const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(Object.values(bases)).toContain(image);
  }
});
