import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { 'go-build': 'golang:1.26-alpine', static: 'alpine:3.22' };

const MAIN = 'package main\n';

function recipeOf(files: Record<string, string>, settings: Record<string, string> = {}) {
  const tree = memoryTree(files);
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

describe('directories that go.mod and go.work name', () => {
  const refusal = (files: Record<string, string>) => readableRecipe(recipeOf({ 'main.go': MAIN, ...files }));

  it('are refused where they leave the function', () => {
    const block = 'module fn\n\nreplace (\n\ta.example/x v1.0.0 => ../x // beside it\n)\n';
    expect(refusal({ 'go.mod': block })).toMatch(
      /^refused: go.mod names ..\/x, which is outside .*\nhint: .*go mod vendor/,
    );
    expect(refusal({ 'go.mod': 'replace x => /srv/x\n' })).toContain('refused: go.mod names /srv/x');
    expect(refusal({ 'go.mod': '', 'go.work': 'use .\nuse ../lib\n' })).toContain('refused: go.work names ../lib');
    const nested = { 'go.work': 'use ./a\n', 'a/go.mod': 'replace x => ../../x\n', 'a/main.go': MAIN };
    expect(refusal(nested)).toContain('refused: a/go.mod names ../../x');
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
