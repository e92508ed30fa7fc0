import { expect, test } from 'vitest';
import {
  CHANGED_TARGET,
  FIRST_SEGMENTS,
  FUNCTION_TARGET,
  HEALTH_TARGET,
  INVOKE_PREFIX,
  PLAIN_TARGET,
  segmentsPrefix,
  UNSAFE_TARGET,
} from './raw-target.js';

test.each([
  '/invoke/a/..',
  '/invoke/a/../b',
  '/invoke/a/.',
  '/..',
  '/invoke/a/%2e%2E/b',
  '/invoke/a/.%2e',
  '/invoke/a%2f..%2Fb',
  '/invoke/a/x%2F.',
  '/invoke/a/..?q',
  '/a\\b',
  '/a%5cb',
  '/a%5Cb',
  '/a%00',
  'https://h/invoke/a/../b',
  '/invoke/a/<%2fx',
  '/invoke/a/%2f"',
  '/invoke/a/%3b{}',
  '/invoke/a/é%2f?',
])('unsafe: %s', (target) => {
  expect(target).toMatch(new RegExp(UNSAFE_TARGET));
});

test.each([
  '/',
  '/invoke/a',
  '/invoke/a/...',
  '/invoke/a/.x',
  '/invoke/a/x..',
  '/invoke/a//x',
  '/@s%2fp',
  '/%252e%252e/',
  '/?/../\\%00',
  '/invoke/a/<x>',
  '/invoke/a/%3C%2fx',
  "/invoke/a/%2f!$&'()*+,;=:@[]~-._x",
  '/invoke/a/%2f?<"é',
])('safe: %s', (target) => {
  expect(target).not.toMatch(new RegExp(UNSAFE_TARGET));
});

test.each(['/invoke/a/<%2fx', '/%2f"', '/%3b{}', '/é%2f?'])('changed on its way: %s', (target) => {
  expect(target).toMatch(new RegExp(CHANGED_TARGET));
});

test.each(['/', '/../b', '/..%2fb', '/%5c', '/%00', '/<x>', '/a%2fb?<'])('unchanged: %s', (target) => {
  expect(target).not.toMatch(new RegExp(CHANGED_TARGET));
});

test.each(['/health', '/health?x'])('health: %s', (target) => {
  expect(target).toMatch(new RegExp(HEALTH_TARGET));
});

test.each(['/healthy', '/health/', '/Health', '//health', '/x/health'])('not health: %s', (target) => {
  expect(target).not.toMatch(new RegExp(HEALTH_TARGET));
});

test.each([
  '/',
  '/invoke',
  '/invoke/',
  '/invoke/A',
  '/invoke/%61',
  '/invoke/a%2fb',
  '/invoke/a;x',
  '//invoke/a',
  '/x/invoke/a',
])('of no function: %s', (target) => {
  expect(target).not.toMatch(new RegExp(FUNCTION_TARGET));
});

test.each([
  '/health',
  '/health?x',
  '/invoke/a',
  '/invoke/a-1/',
  '/invoke/a?x',
  '/invoke/a//x//y.html?q=%2e/..',
  '/invoke/a/@s/p',
  '/',
  '//x',
  '/a/<x>',
])('plain: %s', (target) => {
  expect(target).toMatch(new RegExp(PLAIN_TARGET));
});

test('whatever is plain is safe: all that seven pieces of a path can spell, five at a time', () => {
  const pieces = ['', '/', '.', 'a', '\\', '%2e', '%2F', '?'];
  const spelled = Array.from({ length: 5 }).reduce<string[]>(
    (targets) => targets.flatMap((target) => pieces.map((piece) => target + piece)),
    ['/f'],
  );
  const plain = spelled.filter((target) => new RegExp(PLAIN_TARGET).test(target));
  expect(plain.length).toBeGreaterThan(1000);
  expect(plain.filter((target) => new RegExp(UNSAFE_TARGET).test(target))).toEqual([]);
});

test.each([
  ['/invoke/a', '/'],
  ['/invoke/a/', '/'],
  ['/invoke/a/x/y', '/x/y'],
  ['/invoke/a//x//y', '//x//y'],
  ['/invoke/a/invoke/a/x', '/invoke/a/x'],
])('%s arrives as %s', (path, expected) => {
  expect(path.replace(new RegExp(INVOKE_PREFIX), '/')).toBe(expected);
});

test.each(['/invoke/a-1', '/invoke/a-1/', '/invoke/a-1?x', '/invoke/a-1/invoke/b'])('the function of %s', (target) => {
  expect(new RegExp(FUNCTION_TARGET).exec(target)?.[1]).toBe('a-1');
});

test.each([
  ['/', ['', '', '', '']],
  ['//x', ['', '', '', '']],
  ['/a', ['/a', '', '', '']],
  ['/a/b/?c/d', ['/a', '/b', '', '']],
  ['/a//b', ['/a', '', '', '']],
  ['/a/b/c/d/e', ['/a', '/b', '/c', '/d']],
])('the first segments of %s', (target, expected) => {
  const [, ...groups] = new RegExp(FIRST_SEGMENTS).exec(target) ?? [];
  expect(groups.map(String).map((group) => group.replace('undefined', ''))).toEqual(expected);
});

test.each([
  [1, '/a', '/'],
  [1, '/a/', '/'],
  [1, '/a//x', '//x'],
  [2, '/a/b/c%2fd', '/c%2fd'],
])('without %i segments, %s arrives as %s', (count, path, expected) => {
  expect(path.replace(new RegExp(segmentsPrefix(count)), '/')).toBe(expected);
});
