import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokenLinks, relativeLinks } from './links.mjs';

test.each([
  ['a link', 'see [it](docs/a.md).', ['docs/a.md']],
  ['two on a line, one with a title', '[a](a.md) [b](b.md "B")', ['a.md', 'b.md']],
  ['an image', '![shot](img/a.png)', ['img/a.png']],
  ['a link around an image', '[![x](i.svg)](a.md)', ['i.svg', 'a.md']],
  ['a name for a target', '[a]: ../a.md', ['../a.md']],
  ['a target in angle brackets', '[a](<a.md>)', ['a.md']],
  ['the web, mail, another host', '[a](https://a.example) [b](mailto:a@b.example) [c](//c.example)', []],
  ['code', 'write `[a](b.md)`', []],
  ['a fence', '```md\n[a](b.md)\n```\n[c](d.md)', ['d.md']],
  ['a fence in a fence', '~~~\n```\n[a](b.md)\n~~~\n[c](d.md)', ['d.md']],
])('%s', (_, markdown, targets) => {
  expect(relativeLinks(markdown).map(({ target }) => target)).toEqual(targets);
});

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smolfaas-links-'));
  mkdirSync(join(root, 'docs'));
  for (const name of ['README.md', 'docs/a.md', 'docs/two words.md']) writeFileSync(join(root, name), '');
});
afterEach(() => rmSync(root, { recursive: true }));

test('links that lead to a file or a folder hold, from the document or from the root', () => {
  const text = '[a](a.md#part) [b](../README.md) [c](/docs) [d](two%20words.md) [e](#here)';
  expect(brokenLinks(root, 'docs/b.md', text)).toEqual([]);
});

test('a link that leads nowhere is named with its line', () => {
  expect(brokenLinks(root, 'docs/b.md', '[a](a.md)\n\n[b](README.md#x)')).toEqual([
    'docs/b.md:3 README.md#x leads nowhere',
  ]);
});
