/** The local sources that a build gets for what its function shares. */
import { expect, test } from 'vitest';
import type { SourceEntry } from '../contract/runtime.js';
import { contextAttributes, sharedSources } from './shared-sources.js';

const file = (path: string): SourceEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  size: 1,
  mtimeSeconds: 5,
  sha256: 'a',
});
const directory = (path: string): SourceEntry => ({ path, kind: 'directory', mode: 0o755, size: 0, mtimeSeconds: 5 });

const entries = [
  directory('src'),
  file('src/main.js'),
  directory('../../packages/lib'),
  file('../../packages/lib/a.js'),
  file('../x.json'),
];
const shared = {
  root: '/p',
  dir: 'functions/web',
  paths: ['../../packages/lib', '../x.json'],
  places: [
    { path: '../../packages/lib', dir: '/p/packages/lib', kind: 'directory' },
    { path: '../x.json', dir: '/p/functions/x.json', kind: 'file' },
  ],
} as const;
const paths = (list: readonly SourceEntry[] = []) => list.map(({ path }) => path);

test('a graph gets them in their layout, with all parent directories', () => {
  const image = { kind: 'llb', definition: new Uint8Array(), config: { config: {} } } as const;
  const { shared: source, ...others } = sharedSources(image, entries, shared);
  expect(others).toEqual({});
  expect(source?.root).toBe('/p');
  expect(paths(source?.entries)).toEqual([
    'functions',
    'packages',
    'packages/lib',
    'packages/lib/a.js',
    'functions/x.json',
  ]);
  expect(source?.entries[0]).toMatchObject({ kind: 'directory', mtimeSeconds: 0 });
  expect(sharedSources(image, entries, undefined)).toEqual({});
});

test('a Dockerfile gets one source for each named context', () => {
  const contexts = { lib: '../../packages/lib', 'x.json': '../x.json' };
  const image = { kind: 'dockerfile', filename: 'Dockerfile', attrs: {}, contexts } as const;
  const sources = sharedSources(image, entries, shared);
  expect(Object.entries(sources).map(([name, one]) => [name, one.root, paths(one.entries)])).toEqual([
    ['shared-lib', '/p/packages/lib', ['a.js']],
    ['shared-x.json', '/p/functions', ['x.json']],
  ]);
  expect(contextAttributes(contexts)).toEqual({
    'context:lib': 'local:shared-lib',
    'context:x.json': 'local:shared-x.json',
  });
});
