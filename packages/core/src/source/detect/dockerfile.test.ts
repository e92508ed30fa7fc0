/** Dockerfiles by other names, in other folders, and behind links. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkedFiles } from './dockerfile-links.js';
import { isDockerfileElsewhere, usualDockerfile } from './dockerfile.js';
import { dockerfilesElsewhere } from './dockerfiles-elsewhere.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-dockerfile-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function write(path: string, linkTo?: string): void {
  mkdirSync(join(dir, dirname(path)), { recursive: true });
  if (linkTo === undefined) writeFileSync(join(dir, path), '');
  else symlinkSync(linkTo, join(dir, path));
}

test.each([
  [['Containerfile', 'dockerfile'], 'dockerfile'],
  [['Containerfile', 'Dockerfile'], 'Dockerfile'],
  [['containerfile', 'x'], 'containerfile'],
  [[], 'Dockerfile'],
])('of %j it is %s', (names, expected) => {
  expect(usualDockerfile(names)).toBe(expected);
});

test.each([
  'docker/Dockerfile',
  '.docker/Dockerfile',
  'build/Dockerfile',
  'build/package/Dockerfile',
  'deploy/api.Dockerfile',
  'Dockerfile.prod',
  'Dockerfile-dev',
  'api.dockerfile',
  'Containerfile.web',
  'container/Containerfile',
])('%s is a Dockerfile elsewhere', (path) => {
  expect(isDockerfileElsewhere(path)).toBe(true);
});

test.each([
  'Dockerfile',
  'Containerfile',
  'Dockerfile.dockerignore',
  'docker/Dockerfile.dockerignore',
  '.devcontainer/Dockerfile',
  'node_modules/x/Dockerfile',
  'test/docker/Dockerfile',
  'docker/a/b/Dockerfile',
  'docker/dockerfile.ts/x',
  'docs/Dockerfile',
  'docker/my-Dockerfile',
])('%s is not', (path) => {
  expect(isDockerfileElsewhere(path)).toBe(false);
});

test('on the disk, they are found without a walk through everything', () => {
  for (const path of ['Dockerfile.prod', 'docker/api/Dockerfile', 'docs/Dockerfile', 'main.c']) write(path);
  expect(dockerfilesElsewhere(dir)).toEqual(['Dockerfile.prod', 'docker/api/Dockerfile']);
  expect(dockerfilesElsewhere(join(dir, 'none'))).toEqual([]);
});

test('a link is followed to its file, through other links and directories, and never out', () => {
  write('docker/Dockerfile.prod');
  write('Dockerfile', 'a');
  write('a', './d/Dockerfile.prod');
  write('d', 'docker/');
  write('out', '../x');
  write('root', '/etc/passwd');
  write('loop', 'loop');
  expect(linkedFiles(dir, 'Dockerfile')).toEqual(['Dockerfile', 'a', 'd', 'docker/Dockerfile.prod']);
  expect(linkedFiles(dir, 'docker/Dockerfile.prod')).toEqual(['docker/Dockerfile.prod']);
  expect(linkedFiles(dir, 'out')).toEqual(['out']);
  expect(linkedFiles(dir, 'root')).toEqual(['root']);
  expect(new Set(linkedFiles(dir, 'loop'))).toEqual(new Set(['loop']));
});
