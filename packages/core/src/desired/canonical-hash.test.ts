import { expect, test } from 'vitest';
import { canonicalHash, canonicalJson } from './canonical-hash.js';

test('the order of fields and missing fields make no difference', () => {
  const one = { b: 1, a: { d: [2, 1], c: undefined } };
  const other = { a: { d: [2, 1] }, b: 1 };
  expect(canonicalJson(one)).toBe('{"a":{"d":[2,1]},"b":1}');
  expect(canonicalHash(one)).toBe(canonicalHash(other));
});

test('bytes are bytes, in whatever class they come', () => {
  const bytes = new Uint8Array([1, 2, 255]);
  expect(canonicalJson({ bytes })).toBe('{"bytes":{"$bytes":"AQL/"}}');
  expect(canonicalJson({ bytes: Buffer.from(bytes) })).toBe(canonicalJson({ bytes }));
});

test('what differs, differs', () => {
  const hashes = [{}, { a: 1 }, { a: '1' }, { a: [1] }, { a: null }, undefined].map(canonicalHash);
  expect(new Set(hashes).size).toBe(6);
});
