import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildState, judgeBuild } from './built.mjs';

let dir;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-built-'));
  mkdirSync(join(dir, 'no-package'));
  file('cli/dist/bundle-parts.json', 40);
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A file of this age in seconds. */
function file(path, age) {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), '');
  const time = 1_700_000_000 - age;
  utimesSync(join(dir, path), time, time);
}

function builtPackage(name) {
  file(`${name}/tsconfig.json`, 900);
  file(`${name}/src/deep/a.ts`, 100);
  file(`${name}/dist/.tsbuildinfo`, 50);
}

test('a build that is newer than the sources is as it should be', () => {
  builtPackage('core');
  expect(buildState(dir)).toEqual({ missing: [], older: [] });
  expect(judgeBuild(buildState(dir))).toBeUndefined();
});

test('a package without a build ends the run, and it says which', () => {
  builtPackage('core');
  file('llb/tsconfig.json', 900);
  file('llb/src/a.ts', 100);
  expect(buildState(dir)).toEqual({ missing: ['llb'], older: [] });
  expect(() => judgeBuild(buildState(dir))).toThrow('there is no build of llb: run `pnpm build` first');
});

test('a source that is newer than the build is told; a test that is newer means nothing', () => {
  builtPackage('core');
  builtPackage('llb');
  file('core/src/deep/a.ts', 10);
  file('llb/src/a.test.ts', 10);
  file('llb/src/a.test.fixture.ts', 10);
  expect(buildState(dir)).toEqual({ missing: [], older: ['core'] });
  expect(judgeBuild(buildState(dir))).toMatch(/^the build of core is older than the sources/);
});

test('a bundle that is missing, or older than a build, is told like a package', () => {
  builtPackage('core');
  file('cli/dist/bundle-parts.json', 60);
  expect(buildState(dir)).toEqual({ missing: [], older: ['the bundle'] });
  rmSync(join(dir, 'cli'), { recursive: true });
  expect(() => judgeBuild(buildState(dir))).toThrow('there is no build of the bundle');
});
