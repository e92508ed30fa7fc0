import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { python: 'python:3.13-slim', uv: 'ghcr.io/astral-sh/uv:0.13' };
const project = '[project]\nname = "fn"\nversion = "0"\ndependencies = ["fastapi"]\n';

function recipeOf(files: Record<string, string>): string {
  const tree = memoryTree({ 'main.py': '', ...files });
  const detection = runtime.detect(tree);
  if (detection === undefined) throw new Error('not detected');
  return readableRecipe(runtime.recipe({ function: 'fn', tree, detection, bases, settings: {} }));
}

describe('the graph of a Python function', () => {
  it('with uv.lock: sync exactly that', async () => {
    await expect(recipeOf({ 'pyproject.toml': project, 'uv.lock': '' })).toMatchFileSnapshot(
      './__golden__/uv-lock.txt',
    );
  });

  it('with [project] and no lock: resolves it; requirements.txt is noted as unused', async () => {
    const text = recipeOf({ 'pyproject.toml': project, 'requirements.txt': 'flask\n' });
    await expect(text).toMatchFileSnapshot('./__golden__/pyproject.txt');
  });

  it('with requirements.txt: the files it includes are manifests, too', () => {
    const text = recipeOf({
      'requirements.txt': '-r deps/base.txt\n',
      'deps/base.txt': '-c c.txt\n',
      'deps/c.txt': 'a<2\n',
    });
    expect(text).toContain('deps/base.txt');
    expect(text).toContain('deps/c.txt');
  });

  it('a pyproject.toml that only configures tools leaves the say to requirements.txt', () => {
    expect(recipeOf({ 'pyproject.toml': '[tool.ruff]\n', 'requirements.txt': '' })).toContain('-r requirements.txt');
  });

  it('settings of uv in pyproject.toml reach the install, also beside requirements.txt', () => {
    const text = recipeOf({ 'pyproject.toml': '[tool.uv]\nresolution = "lowest"\n', 'requirements.txt': '' });
    expect(text).toContain('local.includepattern=["pyproject.toml","requirements.txt"]');
  });

  it('uv.toml is a secret; its edit installs again, a new password in it does not', () => {
    const textOf = (toml: string) => recipeOf({ 'requirements.txt': '', 'uv.toml': toml });
    const keyOf = (toml: string) => /SMOLFAAS_SETTINGS=(\w+)/.exec(textOf(toml))?.[1];
    expect(textOf('')).toContain('mount    /app/uv.toml secret uv.toml');
    expect(textOf('')).toContain('local.excludepatterns=["uv.toml"]');
    const key = keyOf('index-url = "https://me:one@a.invalid/"\n');
    expect(keyOf('index-url = "https://me:two@a.invalid/"\n')).toBe(key);
    expect(keyOf('index-url = "https://me:two@b.invalid/"\n')).not.toBe(key);
    expect(recipeOf({ 'requirements.txt': '' })).not.toContain('/app/uv.toml');
  });

  it('installs the project itself only with a [build-system]', () => {
    const self = recipeOf({ 'pyproject.toml': `${project}[build-system]\nrequires = ["hatchling"]\n`, 'uv.lock': '' });
    expect(self).toContain('--no-editable');
    expect(recipeOf({ 'pyproject.toml': project, 'uv.lock': '' })).not.toContain('--no-editable');
  });

  it('refuses in words: Poetry, broken TOML, no main.py', () => {
    expect(recipeOf({ 'pyproject.toml': '[tool.poetry]\nname = "x"\n' })).toMatch(/refused: .*\[project\].*Poetry/);
    expect(recipeOf({ 'pyproject.toml': '[project\n' })).toMatch(/refused: pyproject.toml, line 1/);
    const tree = memoryTree({ 'requirements.txt': '' });
    const recipe = runtime.recipe({ function: 'fn', tree, detection: { evidence: [] }, bases, settings: {} });
    expect(readableRecipe(recipe)).toContain('refused: there is no main.py');
  });
});
