import { memoryTree } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { readPackage } from './manifest.js';

function read(json: object, files: Readonly<Record<string, string>> = {}, base = 'node:24-slim') {
  return readPackage(memoryTree({ 'package.json': JSON.stringify(json), 'index.js': '', ...files }), base);
}
const pnpm = { packageManager: 'pnpm@10.34.9' };

describe('stated versions of Node.js', () => {
  const other = /asks for Node\.js .*; the base image node:24-slim has 24: set SMOLFAAS_BASE_NODE=node:20-slim/;

  it.each([
    [{ engines: { node: '20.x' } }, {}],
    [{ engines: { node: '>=18 <21' } }, {}],
    [{ engines: { node: '18.x || 20.x' }, ...pnpm, dependencies: {} }, {}],
    [{ volta: { node: '20.11.0' } }, {}],
    [{ devEngines: { runtime: { name: 'node', version: '^20' } } }, {}],
    [{}, { '.nvmrc': 'v20.11.0\n' }],
    [{}, { '.nvmrc': 'lts/iron' }],
    [{}, { '.node-version': '20' }],
    [{}, { '.tool-versions': 'python 3.12.0\nnodejs 20.11.0\n' }],
  ])('%j with %j is a note', (json, files) => {
    expect(read(json, files)).toMatchObject({ notes: [expect.stringMatching(other)] });
  });

  it.each([
    [{ engines: { node: '>=18' } }, {}],
    [{ engines: { node: '^24.99.0' } }, {}],
    [{ engines: { node: 'whatever' } }, {}],
    [{}, { '.nvmrc': 'lts/*' }],
    [{}, { '.nvmrc': 'lts/krypton' }],
    [{}, { '.nvmrc': '24' }],
  ])('%j with %j fits', (json, files) => {
    expect(read(json, files)).toMatchObject({ notes: [] });
  });

  it('a base without a version in its tag is not compared', () => {
    expect(read({ engines: { node: '18' } }, {}, 'registry.invalid/node:lts')).toMatchObject({ notes: [] });
    expect(read({ engines: { node: '18' } }, {}, 'smolfaas.local/base/node:24')).toMatchObject({
      notes: [expect.stringContaining('has 24')],
    });
  });

  it('is refused where the package manager refuses', () => {
    const engines = { engines: { node: '18.x' } };
    for (const [json, files] of [
      [{ ...engines, ...pnpm }, { '.npmrc': 'engine-strict=true\n' }],
      [engines, { 'yarn.lock': '# yarn lockfile v1\n' }],
      [engines, { '.npmrc': 'engine-strict = true\n' }],
    ] as const)
      expect(read(json, files)).toMatchObject({ message: expect.stringMatching(/asks for Node\.js 18\.x/) });
  });
});

describe("the function's own scripts", () => {
  const scripts = { preinstall: 'a', install: 'b', postinstall: 'c' };

  it.each([
    [scripts, ['preinstall', 'install', 'postinstall'], []],
    [{ prepare: 'tsc' }, ['prepare'], []],
    [{ prepare: 'svelte-kit sync' }, ['prepare'], []],
    [{ prepare: 'npm run build', build: 'tsc' }, [], []],
    [{ prepare: 'husky' }, [], ['"prepare" (husky) does not run: it sets up Git hooks']],
    [{ prepare: 'is-ci || husky install' }, [], [expect.stringContaining('does not run')]],
    [{ prepare: 'git config core.hooksPath .githooks || true' }, [], [expect.stringContaining('does not run')]],
    [{ prepare: 'husky && tsc' }, ['prepare'], []],
  ])('%j: %j run', (own, ownScripts, notes) => {
    expect(read({ scripts: own })).toMatchObject({ ownScripts, notes });
  });

  it('yarn 2 and later run no prepare', () => {
    const files = { 'yarn.lock': '__metadata:\n  version: 10\n', '.yarnrc.yml': 'nodeLinker: node-modules\n' };
    expect(read({ scripts: { ...scripts, prepare: 'tsc' } }, files)).toMatchObject({
      ownScripts: Object.keys(scripts),
    });
  });
});

describe('dependencies by path', () => {
  const refusal = (file: string, path: string) => ({
    message: `${file} names ${path}, which is outside of the function's directory and not part of its source`,
  });

  it.each([
    ['file:../x', '../x'],
    ['link:../x', '../x'],
    ['portal:../../x', '../../x'],
    ['../x', '../x'],
    ['file:/srv/x', '/srv/x'],
    ['file:///srv/x', '/srv/x'],
    ['file:lib/../../x', 'lib/../../x'],
  ])('%s is refused', (range, path) => {
    for (const field of ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'resolutions'])
      expect(read({ [field]: { x: range } })).toMatchObject(refusal('package.json', path));
  });

  it.each(['file:lib', 'file:./lib', './lib', 'link:lib/../other', '^1.2.3', 'github:a/b', 'workspace:^', 'npm:x@1'])(
    '%s is not',
    (range) => {
      expect(read({ dependencies: { x: range } })).not.toHaveProperty('message');
    },
  );

  it('workspaces and their members, also those of pnpm', () => {
    expect(read({ workspaces: ['packages/*', '../libs/*'] })).toMatchObject(refusal('package.json', '../libs/*'));
    const workspace = { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - ../libs/*\n' };
    expect(read(pnpm, workspace)).toMatchObject(refusal('pnpm-workspace.yaml', '../libs/*'));
    const member = (path: string) => ({
      'packages/a/package.json': JSON.stringify({ dependencies: { b: `file:${path}` } }),
    });
    expect(read({ workspaces: ['packages/*'] }, member('../../../b'))).toMatchObject(
      refusal('packages/a/package.json', '../../../b'),
    );
    expect(read({ workspaces: ['packages/*'] }, member('../b'))).not.toHaveProperty('message');
    expect(read(pnpm, { 'pnpm-workspace.yaml': 'packages:\n - a\n- b' })).toMatchObject({
      message: expect.stringMatching(/^pnpm-workspace\.yaml:\d+:\d+: /),
    });
  });
});
