import type { SharedSource } from '@smolfaas/core';
import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { 'node-build': 'node:24-slim', node: 'node:24-slim' };

function recipeOf(pkg: unknown, files: Record<string, string> = { 'index.js': '' }, shared?: SharedSource): string {
  const tree = memoryTree({ 'package.json': typeof pkg === 'string' ? pkg : JSON.stringify(pkg), ...files }, shared);
  const detection = runtime.detect(tree);
  if (detection === undefined) throw new Error('not detected');
  return readableRecipe(runtime.recipe({ function: 'fn', tree, detection, bases, settings: {} }));
}

const express = { dependencies: { express: '^5' } };

describe('the graph of a Node.js function', () => {
  it('without dependencies: one copy, no command', async () => {
    await expect(recipeOf({})).toMatchFileSnapshot('./__golden__/bare.txt');
  });

  it('with a lock file: npm ci from manifests only', async () => {
    const text = recipeOf(express, { 'index.js': '', 'package-lock.json': '{}' });
    await expect(text).toMatchFileSnapshot('./__golden__/locked.txt');
  });

  it('with a build script: two installs side by side, the second one mounted', async () => {
    const pkg = { ...express, devDependencies: { typescript: '*' }, scripts: { build: 'tsc' } };
    const text = recipeOf(pkg, { 'index.ts': '', 'package-lock.json': '{}' });
    await expect(text).toMatchFileSnapshot('./__golden__/build-script.txt');
  });

  it('editing a script or the version leaves the install step as it is', () => {
    const installOf = (pkg: unknown) => /npm install[^]*?(?=copy dependencies)/.exec(recipeOf(pkg))?.[0];
    expect(installOf({ ...express, version: '1' })).toBeDefined();
    expect(installOf({ ...express, version: '1' })).toBe(
      installOf({ ...express, version: '2', scripts: { test: 'x' } }),
    );
  });

  it("workspaces: sources first, and npm never sees the function's own scripts", () => {
    const pkg = { workspaces: ['packages/*'], scripts: { prepare: 'husky', postinstall: 'node x.js' } };
    const steps = [...recipeOf(pkg).matchAll(/^#\d+ (?:file|exec) "([^"]+)"/gm)].map(([, name]) => name);
    expect(steps.filter((name) => name !== 'empty directories')).toEqual([
      'copy sources',
      'reduce package.json',
      'npm install --no-package-lock --omit=dev',
      'restore package.json',
      'npm run postinstall',
      'copy the function',
    ]);
  });

  it('an edit of .npmrc installs again, a new token does not', () => {
    const keyOf = (npmrc: string) =>
      /SMOLFAAS_SETTINGS=(\w+)/.exec(recipeOf(express, { 'index.js': '', '.npmrc': npmrc }))?.[1];
    const key = keyOf('registry=https://a.invalid/\n//a.invalid/:_authToken=one\n');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf('registry=https://a.invalid/\n//a.invalid/:_authToken=two\n')).toBe(key);
    expect(keyOf('registry=https://me:word@a.invalid/\n')).toBe(keyOf('registry=https://a.invalid/\n'));
    expect(keyOf('registry=https://b.invalid/\n')).not.toBe(key);
    expect(recipeOf(express)).not.toContain('SMOLFAAS_SETTINGS');
  });

  it('notes a lock file that was made for other ranges', () => {
    const lock = (range: string) => JSON.stringify({ packages: { '': { dependencies: { express: range } } } });
    const files = (range: string) => ({ 'index.js': '', 'package-lock.json': lock(range) });
    expect(recipeOf(express, files('^4'))).toContain('package-lock.json was made for another package.json (express)');
    expect(recipeOf(express, files('^5'))).not.toContain('was made for');
  });

  it.each([
    [{}, { 'index.js': '' }, ['node', 'index.js']],
    [{ main: './server' }, { 'server.js': '' }, ['node', './server']],
    [{ main: 'gone.js', scripts: { start: 'node app.js' } }, { 'app.js': '' }, ['node', 'app.js']],
    [{ scripts: { start: 'A=1 node app.js && true' } }, {}, ['/bin/sh', '-c', 'A=1 node app.js && exec true']],
  ])('starts %j with %j by %j', (pkg, files, command) => {
    expect(JSON.parse(/config: (\{[^]*?\n\})/.exec(recipeOf(pkg, files))?.[1] ?? '{}').config.Cmd).toEqual(command);
  });

  it('refuses in words: nothing to start, broken JSON', () => {
    expect(recipeOf({ main: 'x.js' }, {})).toMatch(/refused: nothing to start.*x\.js/);
    expect(recipeOf('{', {})).toMatch(/refused: package\.json:1:2: unexpected end of the file/);
  });
});

describe('a function that shares a package', () => {
  const shared = { dir: 'functions/web', paths: ['../../lib'] };
  const lib = (json: object) => ({
    'index.js': '',
    '../../lib/package.json': JSON.stringify(json),
    '../../lib/a.js': '',
  });
  const stepsOf = (text: string) =>
    [...text.matchAll(/^#\d+ (?:file|exec) "([^"]+)"/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'empty directories');

  it('keeps its place beside it, in every step and in the image', async () => {
    const pkg = { dependencies: { '@acme/lib': 'file:../../lib', express: '^5' } };
    const text = recipeOf(pkg, lib({ name: '@acme/lib', dependencies: { ms: '2' } }), shared);
    await expect(text).toMatchFileSnapshot('./__golden__/shared.txt');
  });

  it('npm links it, so only its manifest is needed to install; other managers copy it', () => {
    const pkg = { dependencies: { lib: 'file:../../lib' } };
    const npm = recipeOf(pkg, lib({ name: 'lib' }), shared);
    expect(stepsOf(npm).slice(0, 2)).toEqual(['write package.json', 'npm install --no-package-lock --omit=dev']);
    expect(npm).toContain('local.includepattern=["lib/package.json"]');
    const yarn = recipeOf(pkg, { ...lib({ name: 'lib' }), 'yarn.lock': '# yarn lockfile v1\n' }, shared);
    expect(stepsOf(yarn)).toContain('restore package.json');
  });

  it('a workspace: range means the shared package of that name', () => {
    const pkg = { dependencies: { '@acme/lib': 'workspace:*' } };
    const manifest = 'local.includepattern=["lib/package.json"]';
    expect(recipeOf(pkg, lib({ name: '@acme/lib' }), shared)).toContain(manifest);
    expect(recipeOf(pkg, lib({ name: 'other' }), shared)).not.toContain(manifest);
  });

  it('its own dependencies are installed by its own manager, from its manifests', () => {
    const own = { ...lib({ dependencies: { ms: '2' } }), '../../lib/pnpm-lock.yaml': "lockfileVersion: '9.0'\n" };
    const text = recipeOf({}, own, shared);
    expect(text).toContain('local.includepattern=["lib/pnpm-lock.yaml"]');
    expect(text).toMatch(/pnpm install --frozen-lockfile/);
    expect(text).toContain('/app/lib/node_modules');
  });

  it('is refused in its own words when the package names what is not shared', () => {
    const text = recipeOf({}, lib({ dependencies: { core: 'file:../core' } }), shared);
    expect(text).toMatch(/\.\.\/\.\.\/lib: package\.json names \.\.\/core, which is outside/);
  });
});
