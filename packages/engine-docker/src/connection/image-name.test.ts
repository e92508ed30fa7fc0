/**
 * Tests that names of images are split where engines split them.
 */
import { expect, it } from 'vitest';
import { splitTag } from './image-name.js';

it.each([
  ['a:1', 'a', '1'],
  ['a', 'a', 'latest'],
  ['host:5000/a', 'host:5000/a', 'latest'],
  ['host:5000/a/b:2', 'host:5000/a/b', '2'],
])('%s splits into %s and %s', (name, repo, tag) => {
  expect(splitTag(name)).toEqual({ repo, tag });
});
