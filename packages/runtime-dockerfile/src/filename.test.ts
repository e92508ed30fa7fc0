/** Which file a function with a Dockerfile is built from, and what its recipe says about it. */
import { readFileSync } from 'node:fs';
import type { SourceTree } from '@smolfaas/core';
import { memoryTree } from '@smolfaas/testing';
import { describe, expect, test } from 'vitest';
import { USUAL_NAMES } from './filename.js';
import { runtime } from './index.js';

/** A tree in which `-> target` is a symbolic link. */
function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  const tree = memoryTree(files);
  const linkOf = (path: string) => /^-> (.*)$/.exec(files[path] ?? '')?.[1];
  const entries = tree.entries.map((entry) => {
    const linkname = linkOf(entry.path);
    return linkname === undefined ? entry : { ...entry, kind: 'symlink' as const, linkname };
  });
  const read = (path: string) => (linkOf(path) === undefined ? tree.read(path) : undefined);
  return { ...tree, entries, read, readText: (path) => (linkOf(path) === undefined ? tree.readText(path) : undefined) };
}

function outcome(files: Readonly<Record<string, string>>, dockerfile?: string) {
  const settings = dockerfile === undefined ? {} : { dockerfile };
  const tree = treeOf(files);
  const detection = runtime.detect(tree, settings);
  if (detection === undefined) return 'not detected';
  const answer = runtime.recipe({ function: 'fn', tree, detection, bases: {}, settings });
  if ('refused' in answer) return answer.refused.message;
  const { image, notes } = answer;
  return image.kind === 'dockerfile' && [image.filename, image.stages?.length, ...(notes ?? [])];
}

test('the manifest has the same names', () => {
  const { smolfaas } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [{ detects, detectsLast }] = smolfaas.runtimes;
  expect([...detects, ...detectsLast]).toEqual(USUAL_NAMES);
});

describe('the usual names', () => {
  test.each(USUAL_NAMES)('%s is built', (name) => {
    expect(outcome({ [name]: 'FROM a' })).toEqual([name, 1]);
  });

  test('the first of them wins, and a note names the others', () => {
    expect(outcome({ Containerfile: 'FROM a', dockerfile: 'FROM a' })).toEqual([
      'dockerfile',
      1,
      'Containerfile is not used, as there is a dockerfile',
    ]);
    expect(outcome({ Containerfile: 'FROM a', 'x/y': 'FROM a' }, 'x/y')).toEqual(['x/y', 1]);
    expect(outcome({ 'x/y': 'FROM a' })).toBe('not detected');
  });

  test('an ignore file that only Podman knows is noted', () => {
    const note = '.containerignore is not used with Dockerfile, as in docker build: name it .dockerignore';
    expect(outcome({ Dockerfile: 'FROM a', '.containerignore': '' })).toEqual(['Dockerfile', 1, note]);
    expect(outcome({ Containerfile: 'FROM a', '.containerignore': '' })).toEqual(['Containerfile', 1]);
    expect(outcome({ Dockerfile: 'FROM a', '.containerignore': '', '.dockerignore': '' })).toEqual(['Dockerfile', 1]);
  });
});

describe('a symbolic link', () => {
  const file = { 'docker/Dockerfile.prod': 'FROM a\nFROM b' };

  test('inside of the function is read, through chains, directories and settings', () => {
    expect(outcome({ ...file, Dockerfile: '-> docker/Dockerfile.prod' })).toEqual(['Dockerfile', 2]);
    expect(outcome({ ...file, Dockerfile: '-> ./x', x: '-> docker/../y', y: '-> docker/Dockerfile.prod' })).toEqual([
      'Dockerfile',
      2,
    ]);
    expect(outcome({ ...file, d: '-> docker' }, 'd/Dockerfile.prod')).toEqual(['d/Dockerfile.prod', 2]);
    expect(outcome({ Dockerfile: 'FROM a', 'docker/D': '-> ../Dockerfile' }, 'docker/D')).toEqual(['docker/D', 1]);
  });

  test.each([
    [
      '../shared/Dockerfile',
      'Dockerfile cannot be read: the symbolic link Dockerfile leads to ../shared/Dockerfile, out of',
    ],
    ['/etc/Dockerfile', 'Dockerfile cannot be read: the symbolic link Dockerfile leads to /etc/Dockerfile, out of'],
    ['docker/Dockerfile', 'Dockerfile is a symbolic link, and there is no file docker/Dockerfile'],
    ['docker', 'Dockerfile is a symbolic link, and there is no file docker'],
    ['Dockerfile', 'Dockerfile is a symbolic link in a loop'],
  ])('to %s is refused in words', (target, message) => {
    expect(outcome({ ...file, Dockerfile: `-> ${target}` })).toContain(message);
  });

  test('that became text, as git writes it on some file systems, is followed with a note', () => {
    const note =
      'Dockerfile holds only the path docker/Dockerfile.prod, as a symbolic link that became text: docker/Dockerfile.prod is used';
    expect(outcome({ ...file, Dockerfile: 'docker/Dockerfile.prod' })).toEqual(['docker/Dockerfile.prod', 2, note]);
    expect(outcome({ ...file, Dockerfile: 'docker/none' })).toEqual(['Dockerfile', 0]);
  });
});
