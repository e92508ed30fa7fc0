import { expect, test } from 'vitest';
import type { SourceEntry } from '../../contract/runtime.js';
import { outsideLinks } from './outside-links.js';

const entry = { mode: 0o777, size: 0, mtimeSeconds: 0 } as const;
const link = (path: string, linkname: string): SourceEntry => ({ ...entry, path, kind: 'symlink', linkname });
const directory = (path: string): SourceEntry => ({ ...entry, path, kind: 'directory' });
const found = (...entries: SourceEntry[]) => outsideLinks(entries).map(({ path, target }) => `${path} -> ${target}`);

test.each([
  ['x', '..'],
  ['x', '../shared/x'],
  ['x', './../shared'],
  ['x', 'lib/../../shared'],
  ['x', '../fn/main.js'],
  ['lib/x', '../../shared'],
  ['lib/deep/x', '../../../x'],
  ['x', '/srv/data'],
  ['x', '/tmp/../srv'],
  ['x', '/development'],
])('leads out: %s -> %s', (path, target) => {
  expect(found(link(path, target))).toEqual([`${path} -> ${target}`]);
});

test.each([
  ['x', 'main.js'],
  ['x', 'nothing/there'],
  ['x', '.'],
  ['lib/x', '..'],
  ['lib/x', '../main.js'],
  ['lib/x', '.././lib//deep/../y'],
  ['x', '..data'],
  ['x', '/dev/stdout'],
  ['x', '/tmp/cache'],
  ['x', '/proc/self/fd/1'],
  ['x', 'x'],
])('stays inside: %s -> %s', (path, target) => {
  expect(found(link(path, target))).toEqual([]);
});

test('a link through a link is followed', () => {
  expect(found(link('data', '../shared'), link('x', 'data/x'))).toEqual(['data -> ../shared', 'x -> data/x']);
  expect(found(directory('a'), directory('a/b'), link('here', 'a/b'), link('x', 'here/../../main.js'))).toEqual([]);
  expect(found(link('here', 'a'), link('x', 'here/../../main.js'))).toEqual(['x -> here/../../main.js']);
  expect(found(link('a', 'b'), link('b', 'a'))).toEqual([]);
});

test.each([
  ['x', '../../lib/a', true],
  ['../../lib/x', '../functions/fn/main.js', true],
  ['../../lib/x', 'deep/y', true],
  ['x', '../../lib', true],
  ['x', '../other/a', false],
  ['../../lib/x', '../lib2', false],
  ['x', '../../../out', false],
])('with a shared ../../lib, %s -> %s is sent: %s', (path, target, sent) => {
  const links = outsideLinks([link(path, target)], { dir: 'functions/fn', paths: ['../../lib'] });
  expect(links).toHaveLength(sent ? 0 : 1);
});
