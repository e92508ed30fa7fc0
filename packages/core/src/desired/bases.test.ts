import { describe, expect, test } from 'vitest';
import { chooseBases } from './bases.js';

const manifest = { bases: { node: { image: 'node:24-slim', standIn: 'local.test/node:24' }, uv: { image: 'uv:1' } } };
const local = (...tags: string[]) => [{ id: 'i', tags, labels: {} }];
const node = (configured: Record<string, string>, ...tags: string[]) =>
  chooseBases(manifest, configured, local(...tags))['node'];

describe('a base is', () => {
  test('what the user chose', () => {
    expect(node({ node: 'mine:1' }, 'node:24-slim', 'local.test/node:24')).toBe('mine:1');
  });
  test.each(['node:24-slim', 'docker.io/library/node:24-slim'])(
    'else the official one, if the engine has %s',
    (tag) => {
      expect(node({}, tag, 'local.test/node:24')).toBe('node:24-slim');
    },
  );
  test('else a stand-in that the engine has', () => {
    expect(node({}, 'local.test/node:24', '<none>:<none>')).toBe('local.test/node:24');
  });
  test('else the official one, which is then pulled', () => {
    expect(node({})).toBe('node:24-slim');
  });
});

test('every key gets one; a runtime without bases gets none', () => {
  expect(chooseBases(manifest, {}, [])).toEqual({ node: 'node:24-slim', uv: 'uv:1' });
  expect(chooseBases({}, { node: 'x' }, [])).toEqual({});
});
