/**
 * Which runtime comes first (row 7).
 * The order is fixed; several matches give a note, and no match gives help.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSmolfaasError } from '../../contract/errors.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { RuntimeManifest } from '../../contract/runtime.js';
import { detectCandidates, ignoreOptions, noRuntime, rootNames } from './detect.js';

const runtime = (manifest: Omit<RuntimeManifest, 'module'>): InstalledRuntime => ({
  manifest: { module: './dist/index.js', ...manifest },
  package: `@example/${manifest.id}`,
  version: '1.0.0',
  identity: `@example/${manifest.id}@1.0.0`,
  load: () => Promise.reject(new Error('detection loads no runtime')),
});
const RUNTIMES = [
  runtime({
    id: 'python',
    detects: ['pyproject.toml', 'requirements.txt'],
    precedence: 400,
    hint: 'touch requirements.txt',
  }),
  runtime({ id: 'zig', detects: ['build.zig*'] }),
  runtime({ id: 'dotnet', detects: ['*.{cs,fs}proj'] }),
  runtime({ id: 'node', detects: ['package.json'], precedence: 300, litter: ['node_modules'], hint: 'npm init -y' }),
  runtime({ id: 'dockerfile', detects: ['Dockerfile'], detectsLast: ['dockerfile', 'Containerfile'] }),
  runtime({ id: 'go', detects: ['go.mod'], precedence: 200 }),
  runtime({ id: 'pushy', detects: ['push'], precedence: -5 }),
];
const ids = (names: string[]): string[] =>
  detectCandidates('fn', names, { runtimes: RUNTIMES }).runtimes.map((one) => one.manifest.id);

test.each([
  [['go.mod', 'main.go'], ['go']],
  [
    ['requirements.txt', 'package.json', 'go.mod', 'Dockerfile'],
    ['dockerfile', 'go', 'node', 'python'],
  ],
  [
    ['push', 'go.mod', 'Dockerfile'],
    ['dockerfile', 'pushy', 'go'],
  ],
  [
    ['build.zig.zon', 'App.csproj'],
    ['dotnet', 'zig'],
  ],
  [['App.fsproj'], ['dotnet']],
])('row 7: %j gives %j', (names, expected) => {
  expect(ids(names)).toEqual(expected);
});

test('row 7: the order in which runtimes were installed means nothing', () => {
  const names = ['push', 'go.mod', 'Dockerfile', 'App.csproj', 'build.zig'];
  const reversed = detectCandidates('fn', names, { runtimes: RUNTIMES.toReversed() });
  expect(reversed).toEqual(detectCandidates('fn', names, { runtimes: RUNTIMES }));
});

test('row 7: the candidates say which one won over which others', () => {
  expect(detectCandidates('fn', ['go.mod'], { runtimes: RUNTIMES }).several).toBeUndefined();
  expect(detectCandidates('fn', ['go.mod', 'package.json'], { runtimes: RUNTIMES }).several).toEqual({
    won: { runtime: 'go', evidence: 'go.mod' },
    others: [{ runtime: 'node', evidence: 'package.json' }],
  });
  expect(detectCandidates('fn', ['Dockerfile', 'go.mod', 'package.json'], { runtimes: RUNTIMES }).several).toEqual({
    won: { runtime: 'dockerfile', evidence: 'Dockerfile' },
    others: [
      { runtime: 'go', evidence: 'go.mod' },
      { runtime: 'node', evidence: 'package.json' },
    ],
  });
});

test('row 7: none, then the error lists what was looked for, in order, and what would help', () => {
  const looking = (): unknown => detectCandidates('fn', ['README.md', 'GO.MOD'], { runtimes: RUNTIMES });
  const lookedFor = expect.arrayContaining([
    { runtime: 'dockerfile', globs: ['Dockerfile'] },
    { runtime: 'node', globs: ['package.json'], hint: 'npm init -y' },
  ]);
  expect(looking).toThrow(
    expect.objectContaining({
      code: 'no-runtime',
      facts: { function: 'fn', lookedFor, found: [], unsupported: [], missing: [], chosen: false },
    }),
  );
});

const foundIn = (names: string[], runtimes: InstalledRuntime[]): unknown => {
  try {
    return detectCandidates('fn', names, { runtimes });
  } catch (error) {
    return isSmolfaasError(error, 'no-runtime') ? error.facts.found : error;
  }
};

test.each([
  [['Cargo.lock', 'Cargo.toml', 'README.md'], [{ name: 'Cargo.toml', runtime: 'rust' }]],
  [['deno.jsonc'], [{ name: 'deno.jsonc', runtime: 'deno' }]],
  [['bunfig.toml'], [{ name: 'bunfig.toml', runtime: 'bun' }]],
  [['build.gradle', 'pom.xml'], [{ name: 'build.gradle', runtime: 'java' }]],
  [['Shop.csproj'], [{ name: 'Shop.csproj', runtime: 'dotnet' }]],
  [
    ['Gemfile', 'composer.json', 'index.html', 'mix.exs'],
    [
      { name: 'composer.json', runtime: 'php' },
      { name: 'Gemfile', runtime: 'ruby' },
      { name: 'mix.exs', runtime: 'elixir' },
      { name: 'index.html', runtime: 'static' },
    ],
  ],
  [['cargo.toml', 'README.md'], []],
])('no runtime: of %j it names %j', (names, found) => {
  expect(foundIn(names, [runtime({ id: 'go', detects: ['go.mod'] })])).toEqual(found);
});

test('no runtime: one that is installed is not proposed, whatever it looks for', () => {
  const rust = runtime({ id: 'rust', detects: ['Rust.toml'] });
  expect(foundIn(['Cargo.toml', 'index.html'], [rust])).toEqual([{ name: 'index.html', runtime: 'static' }]);
});

test.each([
  [['index.js', 'util.js'], [{ name: 'index.js', runtime: 'node' }]],
  [['a.js', 'server.mjs'], [{ name: 'server.mjs', runtime: 'node' }]],
  [['db.ts', 'README.md'], [{ name: 'db.ts', runtime: 'node' }]],
  [
    ['main.py', 'zero.py', 'main.go'],
    [
      { name: 'main.go', runtime: 'go' },
      { name: 'main.py', runtime: 'python' },
    ],
  ],
  [['index.php'], undefined],
  [['data.json', 'notes.md', 'python'], undefined],
])('no runtime: of %j it names the sources %j', (names, sources) => {
  expect(() => detectCandidates('fn', names, { runtimes: RUNTIMES })).toThrow(
    expect.objectContaining({ code: 'no-runtime' }),
  );
  expect(noRuntime('fn', RUNTIMES, { names }).facts.sources).toEqual(sources);
});

test('no runtime: only sources of a runtime that was tried are named, and sources of others as a language', () => {
  const go = runtime({ id: 'go', detects: ['go.mod'] });
  expect(noRuntime('fn', [go], { names: ['index.js', 'index.php', 'main.go'] }).facts).toMatchObject({
    sources: [{ name: 'main.go', runtime: 'go' }],
    found: [{ name: 'index.php', runtime: 'php' }],
  });
});

test('no runtime: a file from which a runtime cannot build is named with what would help', () => {
  const python = runtime({
    id: 'python',
    detects: ['requirements.txt'],
    unsupported: { Pipfile: 'pipenv requirements' },
  });
  const facts = { unsupported: [{ name: 'Pipfile', runtime: 'python', hint: 'pipenv requirements' }] };
  expect(() => detectCandidates('fn', ['Pipfile', 'main.py'], { runtimes: [python] })).toThrow(
    expect.objectContaining({ facts: expect.objectContaining(facts) as unknown }),
  );
  expect(ids(['Pipfile', 'go.mod'])).toEqual(['go']);
});

test('litter belongs to the runtime that was chosen, and never to a Dockerfile', () => {
  const options = (id: string): unknown =>
    ignoreOptions({ id, module: '', detects: [], litter: ['node_modules'] }, '/s');
  expect(options('node')).toEqual({ dockerfile: undefined, litter: ['node_modules'], stateDb: '/s' });
  expect(options('dockerfile')).toMatchObject({ dockerfile: 'Dockerfile' });
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-detect-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('files and links at the root speak for a runtime; directories and ignored files do not, a Dockerfile always does', () => {
  for (const name of ['go.mod', 'package.json', 'Dockerfile']) writeFileSync(join(dir, name), '');
  mkdirSync(join(dir, 'pyproject.toml'));
  symlinkSync('elsewhere', join(dir, 'requirements.txt'));
  expect(rootNames('fn', dir)).toEqual(['Dockerfile', 'go.mod', 'package.json', 'requirements.txt']);
  writeFileSync(join(dir, '.dockerignore'), 'go.mod\nDockerfile\n');
  expect(rootNames('fn', dir)).toEqual(['.dockerignore', 'Dockerfile', 'package.json', 'requirements.txt']);
});

test('a directory that is gone is an error of its function', () => {
  expect(() => rootNames('fn', join(dir, 'gone'))).toThrow(
    expect.objectContaining({ code: 'source-unreadable', facts: { function: 'fn', path: '.', errno: 'ENOENT' } }),
  );
});

test('globs that count last give a candidate after all others', () => {
  expect(ids(['Containerfile'])).toEqual(['dockerfile']);
  expect(ids(['Containerfile', 'requirements.txt', 'package.json'])).toEqual(['node', 'python', 'dockerfile']);
  expect(ids(['Containerfile', 'Dockerfile', 'package.json'])).toEqual(['dockerfile', 'node']);
  expect(detectCandidates('fn', ['dockerfile', 'package.json'], { runtimes: RUNTIMES }).several).toEqual({
    won: { runtime: 'node', evidence: 'package.json' },
    others: [{ runtime: 'dockerfile', evidence: 'dockerfile' }],
  });
});

test('without a runtime, Dockerfiles elsewhere are part of the error, if something can build them', () => {
  const facts = (runtimes: readonly InstalledRuntime[]) => {
    try {
      detectCandidates('fn', ['main.c'], { runtimes, dockerfilesElsewhere: () => ['docker/Dockerfile'] });
    } catch (error) {
      return isSmolfaasError(error, 'no-runtime') ? error.facts.dockerfiles : error;
    }
    return 'no error';
  };
  expect(facts(RUNTIMES)).toEqual(['docker/Dockerfile']);
  expect(facts(RUNTIMES.filter(({ manifest }) => manifest.id !== 'dockerfile'))).toBeUndefined();
});
