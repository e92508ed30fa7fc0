import type { SharedSource } from '@smolfaas/core';
import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { 'go-build': 'golang:1.26-alpine', static: 'alpine:3.22' };

const MAIN = 'package main\n';

function recipeOf(files: Record<string, string>, settings: Record<string, string> = {}, shared?: SharedSource) {
  const tree = memoryTree(files, shared);
  const detection = runtime.detect(tree);
  if (detection === undefined) throw new Error('not detected');
  return runtime.recipe({ function: 'fn', tree, detection, bases, settings });
}

describe('the graph of a Go function', () => {
  it('with go.sum: downloads in a step of its own, then builds', async () => {
    const recipe = recipeOf({ 'go.mod': 'module fn\n', 'go.sum': '', 'main.go': 'package main\n' });
    await expect(readableRecipe(recipe)).toMatchFileSnapshot('./__golden__/with-go-sum.txt');
  });

  it('without go.sum: lets the go command work it out', () => {
    expect(readableRecipe(recipeOf({ 'go.mod': 'module fn\n', 'main.go': MAIN }))).toContain('-mod=mod');
    expect(readableRecipe(recipeOf({ 'go.mod': 'module fn\n', 'go.sum': '', 'main.go': MAIN }))).not.toContain(
      '-mod=mod',
    );
  });

  it('inside a workspace: leaves -mod alone, which go refuses there', () => {
    expect(readableRecipe(recipeOf({ 'go.mod': '', 'go.work': '', 'main.go': MAIN }))).not.toContain('-mod=mod');
  });

  it('inside a workspace: leaves downloading to the build', () => {
    const text = readableRecipe(recipeOf({ 'go.mod': '', 'go.work': '', 'main.go': MAIN }));
    expect(text).not.toContain('go mod download');
  });

  it('vendored: downloads nothing', () => {
    const recipe = recipeOf({ 'go.mod': '', 'go.sum': '', 'main.go': MAIN, 'vendor/modules.txt': '' });
    expect(readableRecipe(recipe)).not.toContain('go mod download');
  });

  it('sees go.mod of local replaces, and no source, in the download step', () => {
    const text = readableRecipe(
      recipeOf({ 'go.mod': '', 'go.sum': '', 'lib/go.mod': '', 'lib/lib.go': '', 'main.go': MAIN }),
    );
    expect(text).toContain('lib/go.mod');
    expect(text).not.toContain('lib.go');
  });

  it('depends on nothing but its input: other sources give the same bytes', () => {
    const one = recipeOf({ 'go.mod': '', 'main.go': 'package main // 1' });
    const two = recipeOf({ 'go.mod': '', 'main.go': 'package main // 2' });
    expect(readableRecipe(one)).toBe(readableRecipe(two));
  });
});

describe('the main package', () => {
  const textOf = (files: Record<string, string>, settings?: Record<string, string>) =>
    readableRecipe(recipeOf({ 'go.mod': 'module fn\n', ...files }, settings));
  const built = (text: string) => /go build .* -o \/out\/function (.*)/.exec(text)?.[1] ?? text;
  const two = { 'fn.go': 'package fn\n', 'cmd/server/main.go': MAIN, 'cmd/worker/main.go': MAIN };

  it('is the root, whatever else there is', () => {
    expect(built(textOf({ ...two, 'main.go': MAIN }))).toBe('.');
    expect(built(textOf({ 'x.go': `\ufeff// Copyright\n/* package fn\n*/\n\n//go:build linux\n\n${MAIN}` }))).toBe('.');
  });

  it('is the only one below cmd/, which a note tells', () => {
    const text = textOf({ 'fn.go': 'package fn\n', 'cmd/server/main.go': MAIN, 'tools/gen/main.go': MAIN });
    expect(built(text)).toBe('./cmd/server');
    expect(text).toContain('note: built ./cmd/server, as no main package is at the root');
  });

  it('is the one that the setting names, in any spelling', () => {
    for (const name of ['cmd/worker', './cmd/worker', './cmd/worker/'])
      expect(built(textOf(two, { package: name }))).toBe('./cmd/worker');
    expect(built(textOf({ ...two, 'main.go': MAIN }, { package: '.' }))).toBe('.');
  });

  it('has to be named where there are several', () => {
    expect(textOf(two)).toBe(`refused: there is no main package at the root; main packages: cmd/server, cmd/worker
hint: name one in smolfaas.yaml: functions: { fn: { settings: { package: ./cmd/server } } }
`);
    expect(textOf(two, { package: 'cmd/sever' })).toContain(
      'refused: setting package: no main package in "cmd/sever"; main packages: cmd/server, cmd/worker',
    );
    expect(textOf({ 'server/main.go': MAIN })).toContain('main packages: server\n');
  });

  it('is not found in tests, ignored files, vendored and other modules', () => {
    const text = textOf({
      'fn.go': '// package main is elsewhere\npackage fn\n',
      'fn_test.go': MAIN,
      'gen.go': `//go:build ignore\n\n${MAIN}`,
      '_draft.go': MAIN,
      'vendor/a/main.go': MAIN,
      'testdata/main.go': MAIN,
      'other/go.mod': 'module other\n',
      'other/main.go': MAIN,
    });
    expect(text).toContain('refused: there is no main package\n');
  });

  it('may be in any module of a workspace', () => {
    const workspace = {
      'go.work': 'go 1.21\n\nuse (\n\t./api // the server\n\t./lib\n)\n',
      'api/go.mod': 'module api\n',
      'api/main.go': MAIN,
      'lib/go.mod': 'module lib\n',
      'lib/lib.go': 'package lib\n',
    };
    expect(runtime.detect(memoryTree(workspace))).toEqual({ evidence: ['go.work'] });
    expect(built(readableRecipe(recipeOf(workspace)))).toBe('./api');
    expect(built(readableRecipe(recipeOf({ ...workspace, 'lib/cmd/x/main.go': MAIN })))).toContain(
      'main packages: api, lib/cmd/x',
    );
  });

  it('is built with the tags of the setting', () => {
    expect(built(textOf({ 'main.go': MAIN }, { tags: 'timetzdata,prod' }))).toBe('-tags timetzdata,prod .');
  });
});

describe('build constraints', () => {
  const textOf = (files: Record<string, string>, settings?: Record<string, string>) =>
    readableRecipe(recipeOf({ 'go.mod': 'module fn\n', ...files }, settings));
  const server = { 'cmd/server/main.go': MAIN };

  it.each([
    ['magefile.go', `//go:build mage\n\n${MAIN}`],
    ['main_windows.go', MAIN],
    ['tools.go', `//go:build tools\n\n${MAIN}`],
    ['gen.go', `// +build ignore\n\n${MAIN}`],
  ])('%s at the root makes no main package', (name, text) => {
    expect(textOf({ [name]: text, ...server })).toContain('-o /out/function ./cmd/server\n');
    expect(textOf({ [name]: text }, { package: '.' })).toContain('refused: setting package: no main package in "."');
  });

  it('name the files that they exclude, when nothing else is left', () => {
    expect(textOf({ 'main_windows.go': MAIN, 'gen.go': `//go:build ignore\n\n${MAIN}` })).toBe(
      `refused: there is no main package: build constraints exclude main_windows.go
hint: functions are built for Linux; the setting tags sets build tags, separated by commas
`,
    );
    expect(textOf({ 'main.go': `//go:build prod\n\n${MAIN}` }, { tags: 'prod' })).toContain('-tags prod .');
  });
});

describe('cgo', () => {
  const textOf = (files: Record<string, string>) => readableRecipe(recipeOf({ 'go.mod': 'module fn\n', ...files }));
  const C = 'import "C"\n';
  const SQLITE = 'github.com/mattn/go-sqlite3';
  const CHECK = 'check for modules that need cgo';

  it.each([
    [{ 'main.go': `${MAIN}${C}` }, 'main.go'],
    [{ 'main.go': `//go:build cgo\n\n${MAIN}${C}` }, 'main.go'],
    [{ 'main.go': `${MAIN}import "fn/a"\n`, 'a/a.go': `package a\n${C}` }, 'a/a.go'],
    [{ 'main.go': `${MAIN}import "fn/a"\n`, 'a/a.go': `package a\n${C}`, 'a/b.go': 'package a\n' }, 'a/a.go'],
  ])('own code that needs it is refused: %j', (files, name) => {
    expect(textOf(files)).toContain(`refused: ${name} imports "C", and functions are built without cgo\n`);
  });

  it.each([
    { 'main.go': MAIN, 'a/a.go': `package a\n${C}` },
    { 'main.go': `${MAIN}import "fn/a"\n`, 'a/a.go': `package a\n${C}`, 'a/b.go': '//go:build !cgo\n\npackage a\n' },
    { 'main.go': MAIN, 'fast.go': `//go:build cgo\n\n${MAIN}${C}` },
  ])('code that is not linked, or has a form without it, is not: %j', (files) => {
    expect(textOf(files)).not.toContain('refused');
  });

  it('a driver that only pretends to work without it is refused, and what imports one', () => {
    for (const name of [SQLITE, 'gorm.io/driver/sqlite'])
      expect(textOf({ 'main.go': `${MAIN}import _ "${name}"\n` })).toContain(
        `refused: main.go imports ${name}, which needs cgo, and functions are built without it\nhint: use `,
      );
    expect(textOf({ 'main.go': MAIN, 'other/x.go': `package x\nimport _ "${SQLITE}"\n` })).not.toContain('refused');
  });

  it.each([
    [{ 'go.sum': `${SQLITE} v1.14.32 h1:x=\n` }, true],
    [{ 'go.sum': `${SQLITE} v1.14.32/go.mod h1:x=\n` }, false],
    [{ 'go.mod': `module fn\n\nrequire (\n\t${SQLITE} v1.14.32 // indirect\n)\n` }, true],
    [{ 'go.mod': `module fn\n\nrequire ${SQLITE} v1.14.32\n` }, true],
    [{ 'vendor/modules.txt': `# ${SQLITE} v1.14.32\n` }, true],
    [{ 'go.mod': `module fn\n\nrequire ${SQLITE}extra v1.14.32\n` }, false],
    [{}, false],
  ])('of a dependency, the binary is looked into: %j %s', (files, looked) => {
    expect(textOf({ 'main.go': MAIN, ...files }).includes(CHECK)).toBe(looked);
  });
});

it('a function without dependencies has the hints that it always had', () => {
  const hints = (files: Record<string, string>) => {
    const recipe = recipeOf({ 'go.mod': 'module fn\n', 'main.go': MAIN, ...files });
    return 'refused' in recipe ? [] : (recipe.failureHints ?? []).map(({ output }) => output);
  };
  const excluded = 'build constraints exclude all Go files in';
  expect(hints({})).not.toContain(excluded);
  expect(hints({ 'go.mod': 'module fn\n\nrequire a.example/x v1.0.0\n' })).toContain(excluded);
});

describe('time zones', () => {
  const linked = (code: string, setting?: string) => {
    const files = { 'go.mod': 'module fn\n', 'cmd/x/main.go': `${MAIN}${code}\n` };
    const text = readableRecipe(recipeOf(files, setting === undefined ? {} : { tags: setting }));
    return text.includes('/src/cmd/x/smolfaas_tzdata.go') && text.includes('add the time zones');
  };

  it.each([
    'var l, _ = time.LoadLocation("Europe/Berlin")',
    'var l, _ = time.LoadLocation(os.Getenv("ZONE"))',
    'var spec = "CRON_TZ=Asia/Tokyo 0 6 * * *"',
    'var dsn = "u@/db?loc=America%2FNew_York"',
  ])('are linked where the function shows that it uses them: %s', (code) => {
    expect(linked(code)).toBe(true);
  });

  it.each([
    'var l, _ = time.LoadLocation("UTC")',
    'var l, _ = time.LoadLocation("Local")',
    'var x = "Europe"',
    'import _ "time/tzdata"\nvar l, _ = time.LoadLocation("Europe/Berlin")',
  ])('are not elsewhere, nor twice: %s', (code) => {
    expect(linked(code)).toBe(false);
  });

  it('are not added to the tag that links them', () => {
    expect(linked('var l, _ = time.LoadLocation("Europe/Berlin")', 'prod,timetzdata')).toBe(false);
  });
});

describe('the Go version of other files', () => {
  const textOf = (files: Record<string, string>) =>
    readableRecipe(recipeOf({ 'go.mod': '', 'main.go': MAIN, ...files }));

  it.each([
    [{ '.go-version': '1.22.3\n' }, 'go1.22.3+auto'],
    [{ '.go-version': 'go1.25.0\n' }, 'go1.25.0+auto'],
    [{ '.tool-versions': 'nodejs 20.1.0\ngolang 1.23.1\n' }, 'go1.23.1+auto'],
    [{ '.tool-versions': 'nodejs 20.1.0\n' }, 'auto'],
  ])('is used: %j', (files, value) => {
    const text = textOf(files);
    expect(text.match(/GOTOOLCHAIN=(\S+)/g)).toEqual([`GOTOOLCHAIN=${value}`, `GOTOOLCHAIN=${value}`]);
    expect(text).not.toContain('note:');
  });

  it.each([
    ['1.22', 'a release has three numbers'],
    ['1.20.4', 'releases before 1.21 cannot be chosen'],
    ['latest', 'this is no release'],
  ])('%s is not, which a note tells', (version, why) => {
    const text = textOf({ '.go-version': version });
    expect(text).toContain(
      `note: .go-version states Go ${version}, which is not used: ${why}; go.mod and the build base decide`,
    );
    expect(text).toContain('GOTOOLCHAIN=auto');
  });
});

describe('directories that go.mod and go.work name', () => {
  const refusal = (files: Record<string, string>) => readableRecipe(recipeOf({ 'main.go': MAIN, ...files }));

  it('are refused where they leave the function', () => {
    const block = 'module fn\n\nreplace (\n\ta.example/x v1.0.0 => ../x // beside it\n)\n';
    expect(refusal({ 'go.mod': block })).toMatch(
      /^refused: go.mod names ..\/x, which is outside .*\nhint: .*shared: \[..\/x\]/,
    );
    expect(refusal({ 'go.mod': 'replace x => /srv/x\n' })).toMatch(
      /^refused: go.mod names \/srv\/x, .*\nhint: .*go mod vendor/,
    );
    expect(refusal({ 'go.mod': '', 'go.work': 'use .\nuse ../lib\n' })).toContain('refused: go.work names ../lib');
    const nested = { 'go.work': 'use ./a\n', 'a/go.mod': 'replace x => ../../x\n', 'a/main.go': MAIN };
    expect(refusal(nested)).toContain('refused: a/go.mod names ../../x');
    expect(refusal({ 'go.mod': '', 'go.work': 'use .\nreplace x => ../x\n' })).toContain('refused: go.work names ../x');
    for (const path of ['"../x"', '`../x`', '..\\\\x', 'C:\\\\x', '..'])
      expect(refusal({ 'go.mod': `replace x => ${path}\n` })).toContain('refused: go.mod names');
    const vendored = { 'go.mod': '', 'go.work': 'use (\n\t.\n\t"/srv/x"\n)\n', 'vendor/modules.txt': '' };
    expect(refusal(vendored)).toMatch(/^refused: go.work names \/srv\/x, (?!.*go work vendor)/s);
  });

  it('are fine inside, and not needed when vendored', () => {
    const nested = { 'go.work': 'use ./a\n', 'a/go.mod': 'replace x => ../x\n', 'a/main.go': MAIN };
    for (const files of [
      nested,
      { 'go.mod': 'replace x => ./x\n' },
      { 'go.mod': '// replace x => ../x\nreplace x => y.example/x v1.0.0\n' },
      { 'go.mod': 'replace x => ../x\n', 'vendor/modules.txt': '' },
    ])
      expect(refusal(files)).not.toContain('refused');
  });
});

describe('a function that shares a module', () => {
  const files = {
    'go.mod': 'module fn\nreplace example.com/lib => ../../_lib\n',
    'go.sum': '',
    'main.go': 'package main\nimport "example.com/lib"\n',
    '../../_lib/go.mod': 'module example.com/lib\n',
    '../../_lib/lib.go': 'package lib\nimport "C"\n',
    '../../_lib/cmd/main.go': MAIN,
  };
  const shared = { dir: 'functions/web', paths: ['../../_lib'] };

  it('is refused while it does not', () => {
    expect(readableRecipe(recipeOf(files))).toContain('shared: [../../_lib]');
  });

  it('keeps its place beside it; the download step sees the go.mod of both', async () => {
    const pure = { ...files, '../../_lib/lib.go': 'package lib\n' };
    await expect(readableRecipe(recipeOf(pure, {}, shared))).toMatchFileSnapshot('./__golden__/shared.txt');
  });

  it('what it imports there becomes part of the binary', () => {
    expect(readableRecipe(recipeOf(files, {}, shared))).toContain('../../_lib/lib.go imports "C"');
  });
});
