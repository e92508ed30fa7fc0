import { memoryTree } from '@smolfaas/testing';
import { describe, expect, test } from 'vitest';
import { readJson } from './json.js';
import { readToml } from './toml.js';
import { readYaml } from './yaml.js';

describe('JSON', () => {
  const read = (text: string) => readJson(memoryTree({ 'package.json': text }), 'package.json');

  test.each([
    ['{\n  "main": "a.js",\n}', '3:1: unexpected } (no comma may follow the last entry)'],
    [
      '{\n "scripts": {\n  "start": "x"\n  "b": 1\n }\n}',
      '4:3: unexpected text (is a comma or a colon missing before it?)',
    ],
    ['// comment\n{}', '1:1: unexpected / (JSON has no comments)'],
    ["{ 'name': 1 }", "1:3: unexpected ' (texts are in double quotes)"],
    ['{ "name": "x', '1:13: unexpected end of the file (is a closing bracket or quote missing?)'],
    ['{\n', '1:2: unexpected end of the file (is a closing bracket or quote missing?)'],
    ['{ "a": [1, 2', '1:13: unexpected end of the file (is a closing bracket or quote missing?)'],
    ['', '1:1: unexpected end of the file (is a closing bracket or quote missing?)'],
    ['[]', '1:1: an object { … } is expected'],
  ])('%j is reported with its place', (text, expected) => {
    expect(read(text)).toMatchObject({ problem: { message: `package.json:${expected}` } });
  });

  test('a byte order mark is no fault', () => {
    expect(read('\uFEFF{ "name": "x" }')).toEqual({ value: { name: 'x' } });
  });

  test('what momoa accepts and JSON.parse rejects is a fault', () => {
    expect(read('{ "a":\n"x\ny" }')).toHaveProperty('problem.message', expect.stringContaining('package.json:1:1: '));
  });

  test('a missing file is an empty object', () => {
    expect(readJson(memoryTree({}), 'package.json')).toEqual({ value: {} });
  });
});

describe('TOML', () => {
  test('is reported with its place', () => {
    const read = readToml(
      memoryTree({ 'pyproject.toml': '[project]\nname = "a"\nversion = 1.0.0\n' }),
      'pyproject.toml',
    );
    expect(read).toMatchObject({ problem: { message: expect.stringMatching(/^pyproject\.toml:3:\d+: \S/) } });
  });
});

describe('YAML', () => {
  test.each([
    ['packages:\n  - a\n - b\n', /^w\.yaml:\d:\d+: \S/],
    ['- a\n', /^w\.yaml:1:1: a mapping is expected$/],
  ])('%j is reported with its place', (text, expected) => {
    expect(readYaml(memoryTree({ 'w.yaml': text }), 'w.yaml')).toMatchObject({
      problem: { message: expect.stringMatching(expected) },
    });
  });

  test('an empty file is an empty mapping', () => {
    expect(readYaml(memoryTree({ 'w.yaml': '# nothing\n' }), 'w.yaml')).toEqual({ value: {} });
  });
});
