import { describe, expect, test } from 'vitest';
import { checkDoors } from './check.mjs';

/** A workspace of one importing file in `folder`, beside the other packages, as readWorkspace gives it. */
function workspace(folder, path, found) {
  const folders = new Set(['llb', 'buildkit', 'core', 'engine-docker', 'testing', 'cli', 'runtime-go', folder]);
  return [...folders].map((name) => ({
    folder: name,
    name: name === 'cli' ? 'smolfaas' : `@smolfaas/${name}`,
    files:
      name === folder
        ? [{ path: `packages/${folder}/src/${path}`, imports: [{ isType: false, line: 7, ...found }] }]
        : [],
  }));
}

describe('packages', () => {
  test.each([
    ['buildkit', '@smolfaas/llb/pb'],
    ['core', '@smolfaas/llb'],
    ['core', '@smolfaas/core'],
    ['cli', '@smolfaas/engine-docker'],
    ['runtime-go', '@smolfaas/llb'],
    ['llb', '@bufbuild/protobuf'],
  ])('%s may import %s', (folder, specifier) => {
    expect(checkDoors(workspace(folder, 'a.ts', { specifier }))).toEqual([]);
  });

  test.each([
    ['llb', '@smolfaas/core', 'no workspace package'],
    ['core', '@smolfaas/engine-docker', 'llb'],
    ['runtime-go', '@smolfaas/buildkit', 'llb, runtime-kit, core'],
    ['cli', '@smolfaas/runtime-go', 'core, engine-docker'],
    ['engine-docker', 'smolfaas', 'buildkit, core, llb, router-caddy, state-sqlite'],
    ['router-caddy', '@smolfaas/engine-docker', 'core'],
    ['engine-docker', '@smolfaas/testing', 'buildkit, core, llb, router-caddy, state-sqlite'],
  ])('%s may not import %s', (folder, specifier, open) => {
    expect(checkDoors(workspace(folder, 'a.ts', { specifier }))).toEqual([
      `packages/${folder}/src/a.ts:7 imports ${specifier}, but ${folder} may import only: ${open}`,
    ]);
  });

  test('a runtime imports types of core, and nothing that runs', () => {
    const specifier = '@smolfaas/core';
    expect(checkDoors(workspace('runtime-go', 'a.ts', { specifier, isType: true }))).toEqual([]);
    expect(checkDoors(workspace('runtime-go', 'a.ts', { specifier }))).toEqual([
      'packages/runtime-go/src/a.ts:7 imports values of @smolfaas/core, but runtime-go may import only its types (import type)',
    ]);
  });

  test('tests may call the conformance suites', () => {
    expect(checkDoors(workspace('runtime-go', 'a.test.ts', { specifier: '@smolfaas/testing' }))).toEqual([]);
    expect(checkDoors(workspace('testing', 'a.test.ts', { specifier: '@smolfaas/engine-docker' }))).toEqual([]);
    expect(checkDoors(workspace('testing', 'a.ts', { specifier: '@smolfaas/engine-docker' }))).toHaveLength(1);
  });

  test('a package without a rule is a complaint', () => {
    expect(checkDoors(workspace('dashboard', 'a.ts', { specifier: 'node:fs' }))).toEqual([
      'packages/dashboard:1 has no rule in tools/doors/rules.mjs: say there what it may import',
    ]);
  });
});

describe('rooms', () => {
  test.each([
    ['core', 'contract/errors.ts', 'decide/decide.ts', 'contract/ comes before decide/'],
    ['core', 'decide/decide.ts', 'pipelines/up.ts', 'decide/ comes before pipelines/'],
    ['core', 'desired/bases.ts', 'observed/observation.ts', 'desired/ comes before observed/'],
    ['core', 'pipelines/up.ts', 'fakes/world.ts', 'fakes/ is for tests'],
    ['core', 'extra/up.ts', 'contract/errors.ts', 'extra/ is not in the order'],
    ['engine-docker', 'images/pull-image.ts', 'containers/start.ts', 'images/ comes before containers/'],
  ])('%s: %s may not import %s', (folder, from, to, message) => {
    const found = { specifier: './x.js', target: `packages/${folder}/src/${to}` };
    expect(checkDoors(workspace(folder, from, found))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ['core', 'decide/decide.ts', 'contract/errors.ts'],
    ['core', 'pipelines/up.ts', 'decide/decide.ts'],
    ['core', 'pipelines/up.test.ts', 'fakes/world.ts'],
    ['engine-docker', 'builder/solve.ts', 'images/pull-image.ts'],
    ['engine-docker', 'index.ts', 'containers/start.ts'],
  ])('%s: %s may import %s', (folder, from, to) => {
    const found = { specifier: './x.js', target: `packages/${folder}/src/${to}` };
    expect(checkDoors(workspace(folder, from, found))).toEqual([]);
  });

  test('no relative import leaves its package', () => {
    const found = { specifier: '../../llb/src/state.js', target: 'packages/llb/src/state.ts' };
    expect(checkDoors(workspace('core', 'a.ts', found))).toEqual([expect.stringContaining('outside of its package')]);
  });
});
