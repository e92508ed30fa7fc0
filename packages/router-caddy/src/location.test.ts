import { expect, test } from 'vitest';
import { locationHeaders } from './location.js';

/** What Caddy does with one header of a response of function `a`, in JavaScript. */
function sent(header: string, value: string): string {
  const fill = (text: string) => text.replaceAll('{http.regexp.fn.1}', 'a');
  return (locationHeaders('/invoke/{http.regexp.fn.1}')[header] ?? []).reduce(
    (text, { search_regexp, replace }) => text.replace(new RegExp(fill(search_regexp), 'g'), fill(replace)),
    value,
  );
}

test.each([
  ['/', '/invoke/a/'],
  ['/login', '/invoke/a/login'],
  ['/login?next=/x&to=//y#z', '/invoke/a/login?next=/x&to=//y#z'],
  ['/?x=1', '/invoke/a/?x=1'],
  ['/#top', '/invoke/a/#top'],
  ['/\\evil.com', '/invoke/a/\\evil.com'],
  ['/invoke', '/invoke/a/invoke'],
  ['/invoke/b/x', '/invoke/a/invoke/b/x'],
  ['/invoke/a-b/x', '/invoke/a/invoke/a-b/x'],
  ['/invoke/ab', '/invoke/a/invoke/ab'],
  ['/INVOKE/a', '/invoke/a/INVOKE/a'],
  ['/x/invoke/a/y', '/invoke/a/x/invoke/a/y'],
])('a path gets the prefix: %s', (path, expected) => {
  expect(sent('Location', path)).toBe(expected);
  expect(sent('Content-Location', path)).toBe(expected);
});

test.each([
  '/invoke/a',
  '/invoke/a/',
  '/invoke/a/login',
  '/invoke/a?x=/y',
  '/invoke/a#top',
  '/invoke/a//x',
  '/invoke/a/invoke/a/x',
  '//host/x',
  '///x',
  'https://fn.localhost/login',
  'mailto:me@example.org',
  'login',
  './login',
  '../login',
  '?x=/y',
  '#top',
  '',
])('unchanged: %s', (value) => {
  expect(sent('Location', value)).toBe(value);
  expect(sent('Content-Location', value)).toBe(value);
});

test.each([
  ['5; url=/x', '5; url=/invoke/a/x'],
  ['0;URL="/"', '0;URL="/invoke/a/"'],
  ["0; url='/x'", "0; url='/invoke/a/x'"],
  ['3, /x', '3, /invoke/a/x'],
  ['0; url=/invoke/a/x', '0; url=/invoke/a/x'],
  ['0; url="/invoke/a"', '0; url="/invoke/a"'],
  ['0; url=//host/x', '0; url=//host/x'],
  ['0; url=https://host/x', '0; url=https://host/x'],
  ['0; url=x/y', '0; url=x/y'],
  ['5', '5'],
])('Refresh: %s', (value, expected) => {
  expect(sent('Refresh', value)).toBe(expected);
});
