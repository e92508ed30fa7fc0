import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { 'go-build': 'golang:1.26-alpine', static: 'alpine:3.22' };

function recipeOf(files: Record<string, string>) {
  const tree = memoryTree(files);
  const detection = runtime.detect(tree);
  if (detection === undefined) throw new Error('not detected');
  return runtime.recipe({ function: 'fn', tree, detection, bases, settings: {} });
}

describe('the graph of a Go function', () => {
  it('with go.sum: downloads in a step of its own, then builds', async () => {
    const recipe = recipeOf({ 'go.mod': 'module fn\n', 'go.sum': '', 'main.go': 'package main\n' });
    await expect(readableRecipe(recipe)).toMatchFileSnapshot('./__golden__/with-go-sum.txt');
  });

  it('without go.sum: lets the go command work it out', () => {
    expect(readableRecipe(recipeOf({ 'go.mod': 'module fn\n', 'main.go': '' }))).toContain('-mod=mod');
    expect(readableRecipe(recipeOf({ 'go.mod': 'module fn\n', 'go.sum': '', 'main.go': '' }))).not.toContain(
      '-mod=mod',
    );
  });

  it('inside a workspace: leaves -mod alone, which go refuses there', () => {
    expect(readableRecipe(recipeOf({ 'go.mod': '', 'go.work': '', 'main.go': '' }))).not.toContain('-mod=mod');
  });

  it('vendored: downloads nothing', () => {
    const recipe = recipeOf({ 'go.mod': '', 'go.sum': '', 'main.go': '', 'vendor/modules.txt': '' });
    expect(readableRecipe(recipe)).not.toContain('go mod download');
  });

  it('sees go.mod of local replaces, and no source, in the download step', () => {
    const text = readableRecipe(
      recipeOf({ 'go.mod': '', 'go.sum': '', 'lib/go.mod': '', 'lib/lib.go': '', 'main.go': '' }),
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
