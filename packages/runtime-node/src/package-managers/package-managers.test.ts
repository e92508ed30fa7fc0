import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from '../index.js';
import { type Choice, chooseManager } from './choose.js';

const bases = { 'node-build': 'node:24-slim', node: 'node:24-slim' };
const BERRY_LOCK = '__metadata:\n  version: 10\n';
const CLASSIC_LOCK = '# yarn lockfile v1\n';
const NODE_MODULES = { '.yarnrc.yml': 'nodeLinker: node-modules\n' };
const express = { dependencies: { express: '^5' } };
const building = { ...express, devDependencies: { typescript: '*' }, scripts: { build: 'tsc' }, bin: 'cli.js' };

function recipeOf(pkg: object, files: Record<string, string>): string {
  const tree = memoryTree({ 'package.json': JSON.stringify(pkg), 'index.js': '', ...files });
  return readableRecipe(runtime.recipe({ function: 'fn', tree, detection: { evidence: [] }, bases, settings: {} }));
}
const commandsOf = (recipe: string) => [...recipe.matchAll(/^#\d+ exec "([^"]+)"/gm)].map(([, name]) => name);

describe('the graph of a function with another package manager', () => {
  it('yarn classic: from the build base, one install at a time', async () => {
    const text = recipeOf(building, { 'yarn.lock': CLASSIC_LOCK });
    expect(text).toContain('/cache/yarn cache smolfaas/yarn-classic locked');
    await expect(text).toMatchFileSnapshot('../__golden__/yarn-classic.txt');
  });

  it("yarn berry: fetched; its releases and patches are manifests, the function's own commands are in package.json", async () => {
    const pkg = { ...building, packageManager: 'yarn@4.16.0' };
    const more = { '.yarn/releases/yarn-4.16.0.cjs': '', '.yarn/patches/x.patch': '', '.yarn/cache/x.zip': '' };
    const text = recipeOf(pkg, { 'yarn.lock': BERRY_LOCK, ...NODE_MODULES, ...more });
    expect(text).toContain('npm install -g --prefix /opt/pm @yarnpkg/cli-dist@4.16.0\n');
    await expect(text).toMatchFileSnapshot('../__golden__/yarn-berry.txt');
  });

  it('yarn berry: .yarnrc.yml is a secret; its edit installs again, a new token in it does not', () => {
    const textOf = (line: string) =>
      recipeOf(express, { 'yarn.lock': BERRY_LOCK, '.yarnrc.yml': `nodeLinker: node-modules\n${line}\n` });
    const keyOf = (line: string) => /SMOLFAAS_SETTINGS=(\w+)/.exec(textOf(line))?.[1];
    expect(textOf('')).toContain('mount    /app/.yarnrc.yml secret .yarnrc.yml');
    expect(textOf('')).toMatch(/local.excludepatterns=\["\*\*\/.npmrc",".yarnrc.yml"/);
    expect(keyOf('npmAuthToken: one')).toBe(keyOf('npmAuthToken: "${TOKEN}"'));
    expect(keyOf('npmRegistryServer: "https://a.invalid"')).not.toBe(keyOf('npmAuthToken: one'));
  });

  it('pnpm: fetched; files are copied out of the store', async () => {
    const text = recipeOf(building, {
      'pnpm-lock.yaml': '',
      'pnpm-workspace.yaml': 'onlyBuiltDependencies: [esbuild]\n',
      '.npmrc': 'node-linker=hoisted\n',
    });
    expect(text).toMatch(/SMOLFAAS_SETTINGS=[0-9a-f]{64}/);
    await expect(text).toMatchFileSnapshot('../__golden__/pnpm.txt');
  });

  it('without a lock file nothing is frozen and nothing written back', () => {
    const of = (packageManager: string, files = {}) => recipeOf({ ...express, packageManager }, files);
    expect(commandsOf(of('yarn@1.22.22'))).toEqual(['yarn install --no-lockfile --non-interactive --production=true']);
    expect(commandsOf(of('yarn@4.9.1', NODE_MODULES))).toEqual([
      'fetch @yarnpkg/cli-dist@4.9.1',
      'yarn workspaces focus --all --production',
    ]);
    const built = recipeOf({ ...building, packageManager: 'yarn@4.9.1' }, NODE_MODULES);
    expect(commandsOf(built).at(-2)).toBe('npm run build');
    expect(commandsOf(of('pnpm@11.2.0'))[0]).toBe('fetch pnpm@11.2.0');
    expect(commandsOf(of('pnpm@11.2.0'))[1]).toContain('--no-lockfile');
    expect(of('pnpm@11.2.0')).toContain('no lock file: versions are chosen when the function is built');
  });

  it('a pnpm workspace and patches by path have the sources first', () => {
    for (const line of ['packages: ["a/*"]\n', 'patchedDependencies:\n  ms: patches/ms.patch\n']) {
      const steps = recipeOf(express, { 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': line });
      expect(steps.indexOf('"copy sources"')).toBeLessThan(steps.indexOf('"pnpm install'));
      expect(steps.indexOf('"copy sources"')).toBeGreaterThan(0);
    }
  });
});

describe('the choice of a package manager', () => {
  const choose = (files: Record<string, string>, packageManager?: string, more: object = {}) =>
    chooseManager(memoryTree(files), { ...(packageManager !== undefined && { packageManager }), ...more });
  const [npm, yarn, pnpm] = [{ 'package-lock.json': '' }, { 'yarn.lock': CLASSIC_LOCK }, { 'pnpm-lock.yaml': '' }];

  const lock = (format: string) => `lockfileVersion: '${format}'\n`;
  const berry = (format: number) => ({
    'yarn.lock': `__metadata:\n  version: ${format}\n  cacheKey: 8\n`,
    ...NODE_MODULES,
  });

  it.each([
    [{}, undefined, 'npm', undefined],
    [{}, 'npm@11.0.0', 'npm', '11.0.0'],
    [yarn, undefined, 'yarn-classic', undefined],
    [yarn, 'pnpm@10.1.0', 'yarn-classic', undefined],
    [{}, 'yarn@1.22.22', 'yarn-classic', undefined],
    [{}, 'yarn@1.22.19', 'yarn-classic', '1.22.19'],
    [{}, 'yarn@1.22.22+sha1.ac34549e6aa8e7ead463a7407e1c7390f61a6610', 'yarn-classic', '1.22.22'],
    [{}, 'yarn', 'yarn-classic', undefined],
    [berry(10), undefined, 'yarn-berry', '4.18.1'],
    [berry(9), undefined, 'yarn-berry', '4.14.1'],
    [berry(8), undefined, 'yarn-berry', '4.12.0'],
    [berry(7), undefined, 'yarn-berry', '4.0.0-rc.45'],
    [berry(6), undefined, 'yarn-berry', '3.8.7'],
    [berry(5), undefined, 'yarn-berry', '3.1.1'],
    [berry(4), undefined, 'yarn-berry', '2.4.2'],
    [{ 'yarn.lock': '', ...NODE_MODULES }, 'yarn@4.9.1', 'yarn-berry', '4.9.1'],
    [NODE_MODULES, 'yarn', 'yarn-berry', '4.18.1'],
    [NODE_MODULES, 'yarn@^3.2', 'yarn-berry', '3.8.7'],
    [pnpm, undefined, 'pnpm', '10.34.9'],
    [{ 'pnpm-lock.yaml': lock('9.0') }, undefined, 'pnpm', '10.34.9'],
    [{ 'pnpm-lock.yaml': lock('6.0') }, undefined, 'pnpm', '8.15.9'],
    [{ 'pnpm-lock.yaml': lock('6.1') }, undefined, 'pnpm', '8.15.9'],
    [{ 'pnpm-lock.yaml': 'lockfileVersion: 5.4\n' }, undefined, 'pnpm', '7.33.7'],
    [{ 'pnpm-lock.yaml': 'lockfileVersion: 5.3\n' }, undefined, 'pnpm', '6.35.1'],
    [pnpm, 'pnpm@10.1.0+sha512.abc', 'pnpm', '10.1.0'],
    [pnpm, 'pnpm@9', 'pnpm', '9.15.9'],
    [pnpm, 'pnpm@latest; rm -rf /', 'pnpm', '10.34.9'],
    [{ ...npm, ...pnpm }, undefined, 'npm', undefined],
    [{ ...npm, ...pnpm }, 'pnpm@10.1.0', 'pnpm', '10.1.0'],
    [{ ...yarn, ...pnpm }, 'npm@11.0.0', 'yarn-classic', undefined],
  ])('%j with %j: %s', (files, packageManager, id, version) => {
    const { manager, fetched } = choose(files, packageManager) as Choice;
    expect({ id: manager.id, version: fetched?.version }).toEqual({ id, version });
  });

  it.each([
    [{ 'pnpm-lock.yaml': lock('9.0') }, { engines: { pnpm: '9.x' } }, 'pnpm', '9.15.9'],
    [{ 'pnpm-lock.yaml': lock('9.0') }, { engines: { pnpm: '>=9' } }, 'pnpm', '10.34.9'],
    [{ 'pnpm-lock.yaml': lock('9.0') }, { engines: { pnpm: '^10.99.1' } }, 'pnpm', '10.99.1'],
    [{}, { devEngines: { packageManager: { name: 'pnpm', version: '^8' } } }, 'pnpm', '8.15.9'],
    [{}, { devEngines: { packageManager: [{ name: 'yarn', version: '1.22.19' }] } }, 'yarn-classic', '1.22.19'],
    [berry(6), { engines: { yarn: '>=3' } }, 'yarn-berry', '3.8.7'],
    [yarn, { engines: { yarn: '>=1.22' } }, 'yarn-classic', undefined],
  ])('%j with %j: %s %s', (files, json, id, version) => {
    const { manager, fetched } = choose(files, undefined, json) as Choice;
    expect({ id: manager.id, version: fetched?.version }).toEqual({ id, version });
  });

  it.each([
    [
      { 'pnpm-lock.yaml': lock('6.0') },
      { engines: { pnpm: '>=9' } },
      /pnpm >=9, and pnpm-lock\.yaml \(format 6\.0\) is of pnpm 8\.15\.9/,
    ],
    [
      { 'pnpm-lock.yaml': lock('9.0') },
      { packageManager: 'pnpm@10.1.0', engines: { pnpm: '9.x' } },
      /asks for pnpm 9\.x, and 10\.1\.0 installs/,
    ],
    [{ 'pnpm-lock.yaml': lock('12.0') }, {}, /format 12\.0, which no known pnpm writes/],
    [yarn, { engines: { yarn: '>=4' } }, /asks for yarn >=4, and 1\.22\.22 installs/],
    [berry(6), { packageManager: 'yarn@4.9.1' }, /format 6, which yarn 4\.9\.1 .* does not read/],
    [
      { 'pnpm-lock.yaml': lock('9.0') },
      { packageManager: 'pnpm@8.15.9' },
      /format 9\.0, which pnpm 8\.15\.9 .* does not read/,
    ],
    [{ 'pnpm-lock.yaml': lock('6.0') }, { packageManager: 'pnpm@10.1.0' }, /format 6\.0, which pnpm 10\.1\.0/],
  ])('%j with %j is refused', (files, json, message) => {
    expect(choose(files, undefined, json)).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it('notes which of several lock files won', () => {
    const both = choose({ ...npm, ...pnpm }, 'pnpm@10.1.0');
    expect(both).toMatchObject({
      notes: [expect.stringMatching(/^several lock files \(package-lock.json, pnpm-lock.yaml\): pnpm installs/)],
    });
    expect(choose(pnpm, 'pnpm@10.1.0')).toMatchObject({ notes: [] });
  });

  it("refuses Plug'n'Play, other linkers and unknown managers, and says what to do", () => {
    const locked = { 'yarn.lock': BERRY_LOCK };
    const hint = 'put `nodeLinker: node-modules` into .yarnrc.yml and run `yarn install`';
    for (const files of [locked, { ...locked, '.yarnrc.yml': 'nodeLinker: "pnp"\n' }])
      expect(choose(files)).toMatchObject({ message: expect.stringContaining("Plug'n'Play") as string, hint });
    expect(choose({ ...locked, '.yarnrc.yml': 'nodeLinker: pnpm\n' })).toMatchObject({ hint });
    expect(choose({}, 'bun@1.2.0')).toMatchObject({ message: expect.stringContaining('bun') as string });
    expect(choose({ 'bun.lock': '' }, 'npm@11.0.0')).toMatchObject({
      message: expect.stringMatching(/^bun.lock is/) as string,
    });
    expect(choose({ 'bun.lockb': '', ...npm }, 'bun@1.2.0')).toMatchObject({ manager: { id: 'npm' } });
  });
});
