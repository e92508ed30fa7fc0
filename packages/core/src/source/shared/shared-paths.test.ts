/** What the texts of the setting `shared` show by themselves. */
import { expect, test } from 'vitest';
import { firstFaulty, isPattern, normalPath } from './shared-paths.js';

test.each([
  ['../lib', '../lib'],
  ['../lib/', '../lib'],
  ['../lib/**', '../lib'],
  ['../lib/**/', '../lib'],
  ['./../x/../lib', '../lib'],
  ['../../a/b.json', '../../a/b.json'],
  ['../lib/**/*.js', '../lib/**/*.js'],
  ['.', ''],
])('%j means %j', (path, normal) => {
  expect(normalPath(path)).toBe(normal);
});

test.each([
  [['../lib', '../../data', '../lib2'], undefined],
  [['../packages/*', '../lib/**/*.json'], undefined],
  [['/srv/lib'], { path: '/srv/lib', fault: 'absolute' }],
  [['~/lib'], { path: '~/lib', fault: 'absolute' }],
  [['..\\lib'], { path: '..\\lib', fault: 'absolute' }],
  [[' '], { path: ' ', fault: 'absolute' }],
  [['lib'], { path: 'lib', fault: 'inside' }],
  [['.'], { path: '.', fault: 'inside' }],
  [['x/../../lib/../..'], { path: 'x/../../lib/../..', fault: 'contains' }],
  [['..'], { path: '..', fault: 'contains' }],
  [['../..//'], { path: '../..//', fault: 'contains' }],
  [['../**'], { path: '../**', fault: 'contains' }],
  [['../lib', '../lib/'], { path: '../lib/', fault: 'overlaps', other: '../lib' }],
  [['../lib/a', '../lib'], { path: '../lib', fault: 'overlaps', other: '../lib/a' }],
])('%j', (paths, fault) => {
  expect(firstFaulty(paths)).toEqual(fault);
});

test.each([
  ['../lib', false],
  ['../my-lib!', false],
  ['../lib (copy)', false],
  ['../lib/*.js', true],
  ['../{a,b}', true],
  ['../lib[12]', true],
  ['../@(a|b)', true],
])('%s is a pattern: %s', (path, expected) => {
  expect(isPattern(path)).toBe(expected);
});
