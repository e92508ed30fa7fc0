import type { SharedSource } from '@smolfaas/core';
import { memoryTree, readableRecipe } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { runtime } from './index.js';

const bases = { python: 'python:3.13-slim', uv: 'ghcr.io/astral-sh/uv:0.13' };
const project = '[project]\nname = "fn"\nversion = "0"\ndependencies = ["fastapi"]\n';

function recipeOf(
  files: Record<string, string>,
  settings: Record<string, string> = {},
  base = bases.python,
  shared?: SharedSource,
): string {
  const tree = memoryTree({ 'main.py': '', ...files }, shared);
  const detection = runtime.detect(tree);
  if (detection === undefined) throw new Error('not detected');
  return readableRecipe(
    runtime.recipe({ function: 'fn', tree, detection, bases: { ...bases, python: base }, settings }),
  );
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
    expect(recipeOf({ 'pyproject.toml': '[project\n' })).toMatch(/refused: pyproject\.toml:1:9: \S/);
    const tree = memoryTree({ 'requirements.txt': '' });
    const recipe = runtime.recipe({ function: 'fn', tree, detection: { evidence: [] }, bases, settings: {} });
    expect(readableRecipe(recipe)).toContain('refused: there is no main.py');
  });
});

describe('extras and groups', () => {
  const pyproject = `${project}
[project.optional-dependencies]
Web_Server = ["uvicorn"]
[dependency-groups]
jobs = ["rq"]
dev = ["pytest"]
[tool.uv]
default-groups = ["dev", "jobs"]
`;
  const installs = (settings: Record<string, string>, files: Record<string, string> = {}) =>
    [...recipeOf({ 'pyproject.toml': pyproject, ...files }, settings).matchAll(/^ {5}args +uv (?!venv)(.*)$/gm)].map(
      ([, args]) => args,
    );

  it('are installed as the settings say, under any spelling, beside the default groups', () => {
    expect(installs({})).toEqual(['pip install -r pyproject.toml --group jobs']);
    expect(installs({ extras: 'web-server', groups: 'jobs' })).toEqual([
      'pip install -r pyproject.toml --extra web-server --group jobs',
    ]);
    expect(installs({ extras: 'web-server' }, { 'uv.lock': '' })).toEqual([
      'sync --locked --no-dev --no-install-project --extra web-server --group jobs',
    ]);
  });

  it('the group dev comes only when it is asked for', () => {
    expect(installs({ groups: 'dev' }, { 'uv.lock': '' })).toEqual([
      'sync --locked --no-install-project --group jobs --group dev',
    ]);
  });

  it('are refused where there are none of that name, or none at all', () => {
    expect(recipeOf({ 'pyproject.toml': pyproject }, { extras: 'web' })).toBe(
      'refused: setting extras: pyproject.toml has no web in [project.optional-dependencies]\nhint: it has: Web_Server\n',
    );
    expect(recipeOf({ 'requirements.txt': '' }, { groups: 'jobs' })).toContain(
      'refused: setting groups: only a pyproject',
    );
  });
});

describe('the Python version', () => {
  const wanting = (requires: string) => ({
    'pyproject.toml': project.replace('[project]', `[project]\nrequires-python = "${requires}"`),
  });
  const pinned = (text: string) => ({ 'requirements.txt': '', '.python-version': text });
  const tools = (text: string) => ({ 'requirements.txt': '', '.tool-versions': text });

  it.each([
    [wanting('>=3.11'), 'python:3.13-slim'],
    [wanting('>=3.13.4,<4'), 'python:3.13-slim'],
    [wanting('==3.13.4'), 'python:3.13-slim'],
    [wanting('~=3.13.2'), 'smolfaas.local/base/python:3.13'],
    [wanting('>=3.14'), 'registry.example/python:latest'],
    [pinned('3.13\n'), 'docker.io/library/python:3.13-slim'],
    [pinned('# ours\ncpython-3.13.9'), `python:3.13-slim@sha256:${'0'.repeat(64)}`],
    [pinned('cpython-3.13.1-linux-x86_64-gnu'), 'python:3.13-slim'],
    [pinned('3.13-dev'), 'python:3.13-slim'],
    [pinned('system'), 'python:3.13-slim'],
    [pinned('my-environment'), 'python:3.13-slim'],
    [pinned('cinder-api'), 'python:3.13-slim'],
    [pinned('pp-thing'), 'python:3.13-slim'],
    [pinned('fn-3.11'), 'python:3.13-slim'],
    [pinned('3.x'), 'python:3.13-slim'],
    [pinned('/usr/bin/python3.11'), 'python:3.13-slim'],
    [pinned('3.13t'), 'registry.example/python-freethreaded:3.13'],
    [pinned('pypy3.10'), 'pypy:3.10-slim'],
    [tools('nodejs 20\npython 3.13.2 3.11\n'), 'python:3.13-slim'],
    [tools('python latest\n'), 'python:3.13-slim'],
  ])('%j fits %s', (files, base) => {
    expect(recipeOf(files, {}, base)).not.toContain('refused');
  });

  it.each([
    [wanting('>=3.14'), 'python:3.13-slim', 'pyproject.toml asks for Python >=3.14', 'python:3.14-slim'],
    [wanting('>=3.10,<3.13'), 'python:3.13.5', 'pyproject.toml asks for Python >=3.10,<3.13', 'python:3.12-slim'],
    [wanting('>=3.13.9'), 'python:3.13.5', 'pyproject.toml asks for Python >=3.13.9', 'python:3.14-slim'],
    [pinned('3.11'), 'smolfaas.local/base/python:3.13', '.python-version asks for Python 3.11', 'python:3.11-slim'],
    [pinned('3.12.7'), 'python:3.13-slim', '.python-version asks for Python 3.12.7', 'python:3.12-slim'],
    [pinned('3.12-dev'), 'python:3.13-slim', '.python-version asks for Python 3.12-dev', 'python:3.12-slim'],
    [pinned('cp311'), 'python:3.13-slim', '.python-version asks for Python cp311', 'python:3.11-slim'],
    [pinned('3.13.0rc1'), 'python:3.13-slim', '.python-version asks for Python 3.13.0rc1', 'python:3.13.0rc1-slim'],
    [tools('python 3.12.1 # ours\n'), 'python:3.13-slim', '.tool-versions asks for Python 3.12.1', 'python:3.12-slim'],
    [pinned('pypy3.10'), 'python:3.13-slim', '.python-version asks for Python pypy3.10 (PyPy)', 'pypy:3.10-slim'],
    [
      pinned('pypy3.10-7.3.12'),
      'python:3.13-slim',
      '.python-version asks for Python pypy3.10-7.3.12 (PyPy)',
      'pypy:3.10-slim',
    ],
    [
      tools('python pypy-3.10\n'),
      'python:3.13-slim',
      '.tool-versions asks for Python pypy-3.10 (PyPy)',
      'pypy:3.10-slim',
    ],
  ])('%j does not fit %s', (files, base, why, other) => {
    const text = recipeOf(files, {}, base);
    expect(text).toContain(`refused: ${why}; the base image ${base} has 3.13`);
    expect(text).toContain(`hint: choose another base: SMOLFAAS_BASE_PYTHON=${other}; or change`);
  });
});

describe('another interpreter', () => {
  it.each([
    ...['3.13t', '3.13.1t', '3.13t-dev', '3.14.0rc2t', '3.13+freethreaded', 'cp313t', 'nogil-3.9.10'].map((text) => [
      text,
      'free-threaded',
    ]),
    ['cpython-3.13.0+freethreaded-linux-x86_64-gnu', 'free-threaded'],
    ['3.13+debug', 'a debug build'],
    ['graalpy', 'GraalPy'],
    ['graalpy-24.0.0', 'GraalPy'],
    ['pypy', 'PyPy'],
    ['miniconda3-latest', 'of conda'],
    ['jython-2.7.2', 'another interpreter'],
  ])('%s is refused', (text, kind) => {
    expect(recipeOf({ 'requirements.txt': '', '.python-version': `${text}\n` })).toMatch(
      new RegExp(
        `^refused: .python-version asks for Python ${text.replace('+', '.')} .${kind}.; the base image .* has 3.13\nhint: choose another base: SMOLFAAS_BASE_PYTHON=`,
      ),
    );
  });

  it('versions for other platforms and tools are noted', () => {
    const poetry = { 'pyproject.toml': `${project}[tool.poetry.dependencies]\npython = "^3.14"\n` };
    const pipenv = { 'requirements.txt': '', Pipfile: '[requires]\npython_version = "3.11"\n' };
    const heroku = { 'requirements.txt': '', 'runtime.txt': 'python-3.11.4\n' };
    const mise = { 'requirements.txt': '', 'mise.toml': '[tools]\npython = ["3.12", "3.11"]\n' };
    for (const [files, words] of [
      [mise, 'mise.toml asks for Python 3.12'],
      [poetry, 'pyproject.toml asks for Python ^3.14'],
      [pipenv, 'Pipfile asks for Python 3.11'],
      [heroku, 'runtime.txt asks for Python 3.11.4'],
    ] as const)
      expect(recipeOf(files)).toContain(
        `note: ${words}, which is not obeyed; the base image python:3.13-slim has 3.13`,
      );
    expect(recipeOf({ 'requirements.txt': '', 'runtime.txt': 'python-3.13.2\n' })).not.toContain('note:');
  });
});

describe('what would be in the image for everyone to read', () => {
  it.each([
    { 'requirements.txt': '-r more.txt\n', 'more.txt': '--index-url https://me:secret@pypi.invalid/simple\n' },
    { 'pyproject.toml': `${project}[[tool.uv.index]]\nurl = "https://me:secret@pypi.invalid/simple"\n` },
  ])('%j is refused', (files) => {
    expect(recipeOf(files)).toMatch(/refused: .* holds a password in an address.*\nhint: .*~\/.netrc/);
  });

  it('an address with a user alone, or a variable for the password, is none', () => {
    const text = 'a @ git+ssh://git@git.invalid/a.git\n--index-url https://me:${TOKEN}@pypi.invalid/simple\n';
    expect(recipeOf({ 'requirements.txt': text })).not.toContain('refused');
  });
});

describe('a function that shares a package', () => {
  const files = {
    'requirements.txt': 'flask\n-e ../../lib\n',
    '../../lib/pyproject.toml': '[project]\nname = "lib"\nversion = "0"\n',
    '../../lib/lib.py': '',
  };
  const shared = { dir: 'functions/web', paths: ['../../lib'] };

  it('is refused while it does not', () => {
    expect(recipeOf(files)).toContain('shared: [../../lib]');
  });

  it('keeps its place beside it, and the dependency step sees it', async () => {
    await expect(recipeOf(files, {}, bases.python, shared)).toMatchFileSnapshot('./__golden__/shared.txt');
  });

  it('names it in [tool.uv.sources]', () => {
    const pyproject = `[project]\nname = "fn"\nversion = "0"\ndependencies = ["lib"]\n[tool.uv.sources]\nlib = { path = "../../lib" }\n`;
    const text = recipeOf({ ...files, 'requirements.txt': '', 'pyproject.toml': pyproject }, {}, bases.python, shared);
    expect(text).toContain('local.includepattern=["lib"]');
  });
});
