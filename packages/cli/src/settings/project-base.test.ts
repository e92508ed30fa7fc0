/** From which directories a project is found, and where the search ends. */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { projectBase } from './project-base.js';

let home: string;
beforeEach(() => {
  home = realpathSync(temporaryFolder());
});

const dir = (path: string): string => {
  mkdirSync(join(home, path), { recursive: true });
  return join(home, path);
};
const file = (path: string): void => {
  dir(dirname(path));
  writeFileSync(join(home, path), '');
};
const from = (cwd: string, given?: string) => projectBase({ 'functions-dir': given }, { cwd, home });

it('is the working directory where ./functions is, whatever is above', () => {
  file('a/smolfaas.yaml');
  const cwd = dir('a/b');
  dir('a/b/functions');
  expect(from(cwd)).toEqual({ base: cwd });
});

it.each(['a/b', 'a/functions', 'a/functions/web', 'a/functions/web/src/deep'])('is found from %s', (path) => {
  dir('a/functions');
  expect(from(dir(path))).toEqual({ base: join(home, 'a'), above: join(home, 'a') });
});

it.each(['smolfaas.yaml', '.smolfaas'])('is a directory with %s alone, too, and the nearest one wins', (name) => {
  dir('functions');
  file(`a/b/${name}`);
  dir('a/functions');
  expect(from(dir('a/b/c')).above).toBe(join(home, 'a/b'));
  expect(from(join(home, 'a/b'))).toEqual({ base: join(home, 'a/b') });
});

it('is never the home directory, nor anything above it', () => {
  dir('functions');
  const cwd = dir('a/b');
  expect(from(cwd)).toEqual({ base: cwd, searchedTo: join(home, 'a') });
  expect(from(home)).toEqual({ base: home });
  const other = projectBase({}, { cwd: dir('x'), home: join(home, 'x') });
  expect(other).toEqual({ base: join(home, 'x') });
});

it('does not cross the border of a file system', () => {
  const { searchedTo } = projectBase({}, { cwd: '/proc/self', home });
  expect(searchedTo).toMatch(/^\/proc/);
});

it('is the working directory when the functions directory was given', () => {
  dir('a/functions');
  const cwd = dir('a/b');
  expect(from(cwd, 'elsewhere')).toEqual({ base: cwd });
});

it('is not a directory whose database is a directory', () => {
  dir('a/.smolfaas');
  expect(from(dir('a/b')).above).toBeUndefined();
});
