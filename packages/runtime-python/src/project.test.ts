/** Which files the dependency step gets, by what the manifests say, and what is refused or noted. */
import { memoryTree } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { readProject } from './project.js';

type Files = Readonly<Record<string, string>>;

const read = (files: Files, settings: Readonly<Record<string, string>> = {}) => {
  const bases = { python: 'python:3.13-slim', uv: 'uv:0.13' };
  const tree = memoryTree({ 'main.py': '', ...files });
  return readProject({ function: 'fn', tree, detection: { evidence: [] }, bases, settings });
};

function soundOf(files: Files, settings: Readonly<Record<string, string>> = {}) {
  const project = read(files, settings);
  if ('message' in project) throw new Error(project.message);
  return project;
}

/** What the dependency step gets. */
function seen(files: Files): readonly string[] | 'everything' {
  const { include, needsSources } = soundOf(files);
  return needsSources ? 'everything' : include;
}

const PROJECT = '[project]\nname = "fn"\nversion = "0"\ndependencies = ["words"]\n';
const words = {
  'libs/words/pyproject.toml': '[project]\nname = "words"\nversion = "1"\n',
  'libs/words/words/__init__.py': '',
};
const wheels = { 'wheels/words-1.0-py3-none-any.whl': '' };

describe('requirements files', () => {
  const seenBy = (text: string, files: Files = {}) => seen({ 'requirements.txt': text, ...files });

  it.each([
    ['--find-links ./wheels', ['requirements.txt', 'wheels']],
    ['--find-links=wheels/', ['requirements.txt', 'wheels']],
    ['-f "wheels"  # ours', ['requirements.txt', 'wheels']],
    ['--no-index --find-links wheels', ['requirements.txt', 'wheels']],
    ['-f ${PROJECT_ROOT}/wheels', ['requirements.txt', 'wheels']],
    ['--extra-index-url file:///app/wheels', ['requirements.txt', 'wheels']],
    ['./wheels/words-1.0-py3-none-any.whl', ['requirements.txt', 'wheels/words-1.0-py3-none-any.whl']],
    [
      'wheels/words-1.0-py3-none-any.whl ; python_version > "3"',
      ['requirements.txt', 'wheels/words-1.0-py3-none-any.whl'],
    ],
    ['words @ file:wheels/words-1.0-py3-none-any.whl', ['requirements.txt', 'wheels/words-1.0-py3-none-any.whl']],
    ['--no-index\n-f .', ['requirements.txt', 'words-1.0.tar.gz']],
    ['words-1.0.tar.gz --hash=sha256:00', ['requirements.txt', 'words-1.0.tar.gz']],
    ['libs/words', ['libs/words', 'requirements.txt']],
    ['./libs/words[extra] ; python_version > "3"', ['libs/words', 'requirements.txt']],
    ['--editable=./libs/words', ['libs/words', 'requirements.txt']],
    ['words[x] @ file:///app/libs/words', ['libs/words', 'requirements.txt']],
    ['words @ ./libs/words', ['libs/words', 'requirements.txt']],
    ['words @ file://${PROJECT_ROOT}/libs/words', ['libs/words', 'requirements.txt']],
    ['-e .', 'everything'],
    ['.[web]', 'everything'],
    ['words @ https://a.invalid/words.whl\nother @ git+ssh://git@a.invalid/x', ['requirements.txt']],
  ])('%s', (text, expected) => {
    expect(seenBy(`${text}\n`, { ...words, ...wheels, 'words-1.0.tar.gz': '' })).toEqual(expected);
  });

  it('name further files relative to themselves, and packages relative to the function', () => {
    const files = {
      'req/a.txt': '--requirement=deep/b.txt\n-c "../limits.txt"\n-f w\n',
      'req/deep/b.txt': '-r   c.txt\n-e libs/words\n',
      'req/deep/c.txt': '',
      'limits.txt': '',
      'req/w/x.whl': '',
    };
    expect(seenBy('-r req/a.txt\n', { ...files, ...words })).toEqual([
      'libs/words',
      'limits.txt',
      'req/a.txt',
      'req/deep/b.txt',
      'req/deep/c.txt',
      'req/w',
      'requirements.txt',
    ]);
  });

  it('see all sources when the build files of a package lead out of it', () => {
    const setup = 'from setuptools import setup\nsetup(version=open("../../VERSION").read())\n';
    expect(seenBy('./libs/words\n', { ...words, 'libs/words/setup.py': setup })).toBe('everything');
    const readme = words['libs/words/pyproject.toml'].replace('[project]', '[project]\nreadme = "../../README.md"');
    expect(seenBy('./libs/words\n', { ...words, 'libs/words/pyproject.toml': readme })).toBe('everything');
    const include = words['libs/words/pyproject.toml'].replace(
      '[project]',
      '[tool.x.include]\n"../data" = "d"\n[project]',
    );
    expect(seenBy('./libs/words\n', { ...words, 'libs/words/pyproject.toml': include })).toBe('everything');
  });

  it('have uv read wheels again that it caches by their names alone', () => {
    const { installArgs } = soundOf({
      'requirements.txt': '-f wheels\n',
      'wheels/Local_Words-1.0-py3-none-any.whl': '',
    });
    expect(installArgs).toEqual(['-r', 'requirements.txt', '--refresh-package', 'local-words']);
  });

  it('pass options to uv that it reads only on its command line', () => {
    const project = soundOf({
      'requirements.txt': '--trusted-host a.invalid --pre\n--no-index\n--prefer-binary\nidna==1\n',
    });
    const args = ['-r', 'requirements.txt', '--prerelease', 'allow', '--allow-insecure-host', 'a.invalid'];
    expect(project.installArgs).toEqual(args);
    expect(project.notes).toEqual(['requirements.txt:3: --prefer-binary is not used: it is an option of pip alone']);
  });

  it.each([
    ['-r a.txt -r b.txt', 'requirements.txt:1: uv reads one option on a line'],
    ['-r \\\n  a.txt', 'requirements.txt:1: uv reads an option and its value on one line'],
    ['-e "./lib"', 'requirements.txt:1: uv reads no quotes here'],
    ['x==1 --config-settings="a=b"', 'requirements.txt:1: uv reads no settings of builds in a requirements file'],
    ['\n--index-url https://a.invalid --pre', 'requirements.txt:2: uv reads one option on a line'],
    ['-e git+https://a.invalid/x.git#egg=x', 'requirements.txt:1: uv installs nothing from a repository as editable'],
  ])('%s is refused', (text, message) => {
    expect(read({ 'requirements.txt': `${text}\n` })).toMatchObject({ message });
  });

  it('a directory of archives that only pip finds is refused with the path that both find', () => {
    expect(read({ 'requirements.txt': '-r req/a.txt\n', 'req/a.txt': '-f ./wheels\n', ...wheels })).toEqual({
      message: 'req/a.txt:1: --find-links ./wheels is relative to req/a.txt, and there is no req/wheels',
      hint: 'write --find-links ../wheels',
    });
  });
});

describe('[project]', () => {
  const sourcesOf = (source: string) => `${PROJECT}[tool.uv.sources]\nwords = ${source}\n`;

  it.each([
    ['{ path = "libs/words" }', ['libs/words', 'pyproject.toml']],
    ['[{ path = "libs/words", marker = "sys_platform == \'linux\'" }]', ['libs/words', 'pyproject.toml']],
    ['{ path = "./wheels/words-1.0-py3-none-any.whl" }', ['pyproject.toml', 'wheels/words-1.0-py3-none-any.whl']],
    ['{ git = "https://a.invalid/words" }', ['pyproject.toml']],
  ])('a source %s', (source, expected) => {
    expect(seen({ 'pyproject.toml': sourcesOf(source), ...words, ...wheels })).toEqual(expected);
  });

  it('packages name further packages, relative to themselves', () => {
    const middle =
      '[project]\nname = "words"\nversion = "1"\ndependencies = ["deep"]\n[tool.uv.sources]\ndeep = { path = "../deep" }\n';
    const files = { 'libs/words/pyproject.toml': middle, 'libs/deep/setup.py': '' };
    expect(seen({ 'pyproject.toml': sourcesOf('{ path = "libs/words" }'), ...files })).toEqual([
      'libs/deep',
      'libs/words',
      'pyproject.toml',
    ]);
  });

  it('indexes with a path, also in uv.toml', () => {
    const index =
      '[[tool.uv.index]]\nurl = "./wheels"\nformat = "flat"\n[tool.uv]\nfind-links = ["more", "https://a.invalid/"]\n';
    const files = { ...wheels, 'more/a.whl': '', 'own/b.whl': '' };
    expect(
      seen({ 'pyproject.toml': `${PROJECT}${index}`, 'uv.toml': '[pip]\nfind-links = ["own"]\n', ...files }),
    ).toEqual(['more', 'own', 'pyproject.toml', 'wheels']);
  });

  it('a workspace has its members, a lock its sources', () => {
    const workspace = `${sourcesOf('{ workspace = true }')}[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/no"]\n`;
    const others = { 'libs/no/pyproject.toml': '', 'app/pyproject.toml': '', 'libs/a/b/pyproject.toml': '' };
    expect(seen({ 'pyproject.toml': workspace, ...words, ...others })).toEqual(['libs/words', 'pyproject.toml']);
    const lock =
      '[[package]]\nname = "words"\nsource = { directory = "libs/words" }\n[[package]]\nname = "x"\nsource = { registry = "wheels" }\n';
    const locked = { 'pyproject.toml': PROJECT, 'uv.lock': lock, ...words, ...wheels };
    expect(seen(locked)).toEqual(['libs/words', 'pyproject.toml', 'uv.lock', 'wheels']);
  });

  it.each([
    ['', true],
    ['[tool.uv]\npackage = false\n', false],
    ['[tool.poetry]\npackage-mode = false\n', false],
  ])('is installed itself with a [build-system]: %j', (settings, installed) => {
    const text = `${PROJECT}[build-system]\nrequires = ["setuptools"]\n${settings}`;
    expect(soundOf({ 'pyproject.toml': text })).toMatchObject({ installsItself: installed });
  });

  it('has a time that flit accepts', () => {
    const flit = '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n';
    const env = { SOURCE_DATE_EPOCH: '315532800' };
    expect(soundOf({ 'pyproject.toml': `${PROJECT}${flit}` }).env).toEqual(env);
    const beside = { 'requirements.txt': './libs/words\n', 'libs/words/pyproject.toml': flit };
    expect(soundOf(beside).env).toEqual(env);
    expect(soundOf({ 'pyproject.toml': PROJECT }).env).toEqual({});
  });

  it('is installed itself where [tool.uv] says package = true', () => {
    expect(soundOf({ 'pyproject.toml': `${PROJECT}[tool.uv]\npackage = true\n` }).installsItself).toBe(true);
  });
});

describe('dynamic dependencies', () => {
  const dynamic = '[project]\nname = "fn"\nversion = "0"\ndynamic = ["dependencies", "optional-dependencies"]\n';
  const setuptools = `${dynamic}[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"
[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\noptional-dependencies = { Web = { file = "web.txt" } }\n`;
  const files = { 'pyproject.toml': setuptools, 'requirements.txt': 'idna==1\n', 'web.txt': '' };

  it('in files of setuptools are installed from these', () => {
    const project = soundOf(files);
    expect(project).toMatchObject({ installArgs: ['-r', 'requirements.txt'], needsSources: false, notes: [] });
    expect(project.include).toEqual(['pyproject.toml', 'requirements.txt']);
    const web = soundOf(files, { extras: 'web' });
    expect(web).toMatchObject({ installArgs: ['-r', 'requirements.txt', '-r', 'web.txt'], needsSources: false });
    expect(web.include).toContain('web.txt');
  });

  it("in files of hatch's hook, too", () => {
    const hook = `${dynamic}[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["deps.txt"]\n`;
    expect(soundOf({ 'pyproject.toml': hook, 'deps.txt': '' })).toMatchObject({ installArgs: ['-r', 'deps.txt'] });
  });

  it('elsewhere need all sources', () => {
    expect(seen({ ...files, 'setup.py': '' })).toBe('everything');
    const hook = `${dynamic}[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.metadata.hooks.custom]\n`;
    expect(seen({ 'pyproject.toml': hook })).toBe('everything');
    expect(soundOf({ 'pyproject.toml': hook }).installArgs).toEqual(['-r', 'pyproject.toml']);
  });

  it('with uv.lock are compared with it once the sources are there', () => {
    const project = soundOf({ ...files, 'uv.lock': '' });
    expect(project.installArgs).toEqual(['--frozen', '--no-dev', '--no-install-project']);
    expect(project.selfArgs).toEqual(['--locked', '--no-dev', '--no-editable']);
    expect(project.needsSources).toBe(false);
  });

  it('of Poetry are in pyproject.toml, unless it makes no package', () => {
    const poetry = `${dynamic.replace('dynamic', 'readme = "README.md"\ndynamic')}[build-system]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry.dependencies]\nwords = { path = "libs/words" }\n`;
    expect(seen({ 'pyproject.toml': poetry, 'README.md': '', ...words })).toEqual([
      'README.md',
      'libs/words',
      'pyproject.toml',
    ]);
    expect(read({ 'pyproject.toml': `${poetry}[tool.poetry]\npackage-mode = false\n` })).toMatchObject({
      message: expect.stringContaining('package-mode = false'),
    });
  });
});

describe('paths outside of the function', () => {
  const sources = (source: string) => `${PROJECT}[tool.uv.sources]\nwords = ${source}\n`;

  it.each([
    [{ 'requirements.txt': '-r ../common.txt\n' }, 'requirements.txt names ../common.txt'],
    [{ 'requirements.txt': 'idna\n-c ../limits.txt\n' }, 'requirements.txt names ../limits.txt'],
    [{ 'requirements.txt': '-e ../lib\n' }, 'requirements.txt names ../lib'],
    [{ 'requirements.txt': '../dist/x.whl\n' }, 'requirements.txt names ../dist/x.whl'],
    [{ 'requirements.txt': '--find-links=../wheels\n' }, 'requirements.txt names ../wheels'],
    [{ 'requirements.txt': '-r a/b.txt\n', 'a/b.txt': '-r ../../c.txt\n' }, 'a/b.txt names ../../c.txt'],
    [{ 'requirements.txt': 'x @ file:../x\n' }, 'requirements.txt names file:../x'],
    [{ 'requirements.txt': 'x @ git+file:///home/me/x\n' }, 'requirements.txt names file:///home/me/x'],
    [{ 'requirements.txt': 'x @ file:///home/me/x\n' }, 'requirements.txt names file:///home/me/x'],
    [{ 'requirements.txt': '/home/me/x.whl\n' }, 'requirements.txt names /home/me/x.whl'],
    [{ 'requirements.txt': '-f ${HOME}/wheels\n' }, 'requirements.txt names ${HOME}/wheels'],
    [{ 'pyproject.toml': sources('{ path = "../lib" }') }, 'pyproject.toml names ../lib'],
    [{ 'pyproject.toml': sources('[{ path = "../lib", marker = "x" }]') }, 'pyproject.toml names ../lib'],
    [
      { 'pyproject.toml': `${PROJECT}readme = "../README.md"\n[build-system]\nrequires = ["hatchling"]\n` },
      'pyproject.toml names ../README.md',
    ],
    [{ 'pyproject.toml': sources('{ git = "../lib" }') }, 'pyproject.toml names ../lib'],
    [{ 'pyproject.toml': `${PROJECT}[tool.uv]\nfind-links = ["../w"]\n` }, 'pyproject.toml names ../w'],
    [{ 'pyproject.toml': `${PROJECT}[tool.uv.workspace]\nmembers = ["../*"]\n` }, 'pyproject.toml names ../*'],
    [
      { 'pyproject.toml': sources('{ workspace = true }') },
      'pyproject.toml names the workspace of words ([tool.uv.sources])',
    ],
    [
      { 'pyproject.toml': PROJECT.replace('"words"', '"words @ file:///x/words"') },
      'pyproject.toml names file:///x/words',
    ],
    [
      { 'pyproject.toml': PROJECT, 'uv.lock': '[[package]]\nsource = { editable = "../lib" }\n' },
      'uv.lock names ../lib',
    ],
    [{ 'requirements.txt': '', 'uv.toml': 'find-links = ["/srv/wheels"]\n' }, 'uv.toml names /srv/wheels'],
  ])('%j', (files, message) => {
    expect(read(files as Files)).toMatchObject({
      message: `${message}, which is outside of the function's directory and not part of its source`,
    });
  });

  it('do not matter for dependencies that are not installed', () => {
    const unused = PROJECT.replace('["words"]', '[]\n[dependency-groups]\ndev = ["words"]');
    expect(read({ 'pyproject.toml': `${unused}[tool.uv.sources]\nwords = { path = "../lib" }\n` })).toHaveProperty(
      'include',
    );
  });
});

describe('notes', () => {
  const notes = (files: Files) => soundOf(files).notes;
  const UNLOCKED = 'no lock file: versions are chosen when the function is built';

  it.each([
    ['idna\n', `${UNLOCKED}; in requirements.txt, idna==VERSION fixes one`],
    ['Flask[async]>=3\n', `${UNLOCKED}; in requirements.txt, flask==VERSION fixes one`],
    ['idna ; python_version == "3.13"\n', `${UNLOCKED}; in requirements.txt, idna==VERSION fixes one`],
    ['idna==3.*\n', `${UNLOCKED}; in requirements.txt, idna==VERSION fixes one`],
  ])('open requirements: %j', (text, note) => {
    expect(notes({ 'requirements.txt': text })).toEqual([note]);
  });

  it.each([
    '',
    'idna==3.10 ; python_version > "3"\n',
    'idna===3.10\n',
    'idna [x] == 3.10\n',
    'idna \\\n  --hash=sha256:00\n',
    'x @ https://a.invalid/x.whl\n',
    'git+https://a.invalid/x.git\n',
    './x.whl\n',
    'idna\n-c limits.txt\n',
  ])('no open requirements: %j', (text) => {
    expect(notes({ 'requirements.txt': text, 'limits.txt': 'IDNA==3.10\nother\n' })).toEqual([]);
  });

  it('constraints of [tool.uv] pin, too', () => {
    const pinned = `${PROJECT}[tool.uv]\nconstraint-dependencies = ["words==1", "other<2"]\n`;
    expect(notes({ 'pyproject.toml': pinned })).toEqual([]);
  });

  it('lock files: a missing one, and those of other tools', () => {
    expect(notes({ 'pyproject.toml': PROJECT })).toEqual([`${UNLOCKED}; \`uv lock\` fixes them`]);
    expect(notes({ 'pyproject.toml': PROJECT, 'pdm.lock': '' })).toEqual([
      'pdm.lock is not used: it is a file of PDM, and pyproject.toml decides here',
      'versions are chosen when the function is built; `uv lock` fixes them',
    ]);
    expect(notes({ 'pyproject.toml': PROJECT, 'poetry.lock': '', 'uv.lock': '' })).toEqual([
      'poetry.lock is not used: it is a file of Poetry, and uv.lock decides here',
    ]);
    expect(notes({ 'requirements.txt': 'idna==1\n', 'Pipfile.lock': '{}', 'uv.lock': '' })).toHaveLength(2);
  });

  it('manifests of other tools, and script metadata', () => {
    const script = '# /// script\n# dependencies = ["idna"]\n# ///\n';
    expect(notes({ 'requirements.txt': '', 'environment.yml': '', Pipfile: '', 'main.py': script })).toEqual([
      'environment.yml is not used: it is a file of conda, and requirements.txt decides here',
      'Pipfile is not used: it is a file of Pipenv, and requirements.txt decides here',
      'the script metadata in main.py is not used: requirements.txt decides here',
    ]);
  });

  it('where packages come from, for other tools', () => {
    const poetry = '[[tool.poetry.source]]\nname = "x"\n[tool.poetry.dependencies]\nwords = { path = "../words" }\n';
    expect(notes({ 'pyproject.toml': `${PROJECT}${poetry}`, 'uv.lock': '' })).toEqual([
      '[[tool.poetry.source]] is not used, because uv does not read it; [[tool.uv.index]] is',
      '[tool.poetry.dependencies] is not used, because uv does not read it; [tool.uv.sources] is',
    ]);
  });
});

describe('faults in TOML', () => {
  it.each([
    [{ 'pyproject.toml': '[project]\nname = x\n' }, /^pyproject\.toml:2:\d+: \S/],
    [{ 'requirements.txt': '', 'uv.toml': 'a = 1\nb = = 2\n' }, /^uv\.toml:2:\d+: \S/],
    [{ 'pyproject.toml': PROJECT, 'uv.lock': '<<<<<<< HEAD\n' }, /^uv\.lock:1:\d+: \S/],
    [
      { 'requirements.txt': './libs/a\n', 'libs/a/pyproject.toml': '[project]\n\nname = \n' },
      /^libs\/a\/pyproject\.toml:3:\d+: \S/,
    ],
  ])('%j', (files, message) => {
    expect(read(files as Files)).toMatchObject({ message: expect.stringMatching(message) });
  });
});
