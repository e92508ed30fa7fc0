import { expect, test } from 'vitest';
import { selectionOf } from './service.js';

test('repeated headers stay apart, commas and spaces are part of a value', () => {
  const metadata = new Map([
    ['exclude-patterns', ['a, b', 'c']],
    ['followpaths', ['x']],
  ]);
  expect(selectionOf(metadata)).toEqual({ include: [], exclude: ['a, b', 'c'], follow: ['x'] });
});

test('encoded values are decoded: plus is a space, percent is hexadecimal', () => {
  const metadata = new Map([
    ['include-patterns', ['gr%C3%B6%C3%9Fe%2F%2A', 'a+b%2Bc']],
    ['include-patterns-encoded', ['1']],
  ]);
  expect(selectionOf(metadata).include).toEqual(['größe/*', 'a b+c']);
});

test('values that are not marked as encoded are taken as UTF-8 bytes, percent signs included', () => {
  const raw = Buffer.from('ü%41').toString('latin1');
  expect(selectionOf(new Map([['include-patterns', [raw]]])).include).toEqual(['ü%41']);
});
