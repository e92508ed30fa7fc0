/**
 * Sources: which attributes reach the wire under which key. The keys are BuildKit's; one that is misspelled is ignored
 * by the builder without a word.
 */
import { expect, test } from 'vitest';
import { marshal } from '../definition/marshal.js';
import { image, imageOf, local, type State } from '../state.js';

function source(state: State): { identifier: string; attrs: Record<string, string> } {
  const { op } = marshal(state).ops[0]!;
  if (op.op.case !== 'source') throw new Error('expected a source');
  return { identifier: op.op.value.identifier, attrs: op.op.value.attrs };
}

test('an image is fully qualified and leaves the resolve mode to the binding', () => {
  expect(source(image('node:24'))).toEqual({ identifier: 'docker-image://docker.io/library/node:24', attrs: {} });
  expect(source(image('node:24', { resolveMode: 'pull' })).attrs).toEqual({ 'image.resolvemode': 'pull' });
});

test('an image comes out of a table by its key, and a wrong key lists the others', () => {
  const bases = { 'go-build': 'golang:1.26', static: 'alpine:3.22' };
  expect(source(imageOf(bases, 'static')).identifier).toBe('docker-image://docker.io/library/alpine:3.22');
  const message = 'there is no image for "go"; there are: go-build, static';
  expect(() => imageOf(bases, 'go')).toThrow(expect.objectContaining({ code: 'bad-reference', message }));
  expect(() => imageOf({}, 'toString')).toThrow('there are: none');
});

test('a local source keeps the order of patterns and leaves out what is empty', () => {
  const options = {
    include: ['b', 'a'],
    exclude: ['x', '!x/y'],
    followPaths: ['l'],
    sharedKeyHint: 'k',
    differ: 'none',
  } as const;
  expect(source(local('ctx', options))).toEqual({
    identifier: 'local://ctx',
    attrs: {
      'local.includepattern': '["b","a"]',
      'local.excludepatterns': '["x","!x/y"]',
      'local.followpaths': '["l"]',
      'local.sharedkeyhint': 'k',
      'local.differ': 'none',
    },
  });
  expect(source(local('ctx', { exclude: [], followPaths: [] })).attrs).toEqual({});
});

test('an empty include list is refused, since it would mean everything', () => {
  expect(() => local('ctx', { include: [] })).toThrow(
    'step "local://ctx": an empty include list would send everything',
  );
  expect(() => local('')).toThrow('the name of a local source is empty');
});
