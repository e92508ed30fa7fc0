/**
 * Python projects with more than a list of dependencies: extras, groups, packages of their own, and those that are
 * refused in words.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import type { Files, TestProject } from '../harness/project.js';
import { shapesProject, stepsAfter, upWith } from './shapes-project.js';

/** A server that answers what an expression gives. */
const server = (expression: string, imports = 'importlib.metadata') => `import json, signal, sys
import ${imports}
from http.server import BaseHTTPRequestHandler, HTTPServer

def installed():
    import importlib.metadata
    return sorted(one.metadata["Name"].lower() for one in importlib.metadata.distributions())

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"answer": ${expression}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;

const HATCHLING = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';
const SETUPTOOLS = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n';

const optional = `[project]
name = "fn"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = []

[project.optional-dependencies]
Idn = ["idna==3.10"]
unused = ["click"]

[dependency-groups]
web = ["six==1.17.0"]
dev = ["iniconfig"]
`;

const IDNA =
  'idna-3.10-py3-none-any.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3", size = 70442';
const SIX =
  'six-1.17.0-py2.py3-none-any.whl", hash = "sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274", size = 11050';

/** What uv lock writes for it, without the packages that no test installs. */
const optionalLock = `version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "fn"
version = "0.1.0"
source = { virtual = "." }

[package.optional-dependencies]
idn = [{ name = "idna" }]

[package.dev-dependencies]
web = [{ name = "six" }]

[package.metadata]
requires-dist = [{ name = "idna", marker = "extra == 'idn'", specifier = "==3.10" }]
provides-extras = ["idn"]

[package.metadata.requires-dev]
web = [{ name = "six", specifier = "==1.17.0" }]

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/76/c6/c88e154df9c4e1a2a66ccf0005a88dfb2650c1dffb6f5ce603dfbd452ce3/${IDNA} },
]

[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/b7/ce/149a00dd41f10bc29e5921b496af8b574d8413afcd5e30dfa0ed46c2cc5e/${SIX} },
]
`;

const near: Files = {
  'libs/near/pyproject.toml': `[project]\nname = "near"\nversion = "1.0"\n${HATCHLING}`,
  'libs/near/near/__init__.py': 'WORD = "from a package beside it"\n',
};

const FUNCTIONS: Record<string, Files> = {
  chosen: { 'pyproject.toml': optional, 'main.py': server('installed()') },
  'chosen-locked': {
    'pyproject.toml': optional.replace('unused = ["click"]\n', '').replace('dev = ["iniconfig"]\n', ''),
    'uv.lock': optionalLock,
    'main.py': server('installed()'),
  },
  'default-groups': {
    'pyproject.toml': `${optional}\n[tool.uv]\ndefault-groups = ["web", "dev"]\n`,
    'main.py': server('installed()'),
  },
  setuptools: {
    'pyproject.toml': `[project]\nname = "fn"\nversion = "1.0"\n${SETUPTOOLS}`,
    'src/inner/__init__.py': 'WORD = "from a src layout"\n',
    'main.py': server('inner.WORD', 'inner'),
  },
  'path-source': {
    ...near,
    'pyproject.toml':
      '[project]\nname = "fn"\nversion = "1.0"\ndependencies = ["near"]\n[tool.uv.sources]\nnear = { path = "libs/near" }\n',
    'main.py': server('near.WORD', 'near'),
  },
  'workspace-member': {
    ...near,
    'pyproject.toml':
      '[project]\nname = "fn"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["near"]\n[tool.uv.workspace]\nmembers = ["libs/*"]\n[tool.uv.sources]\nnear = { workspace = true }\n',
    'uv.lock': `version = 1
revision = 3
requires-python = ">=3.11"

[manifest]
members = ["fn", "near"]

[[package]]
name = "fn"
version = "1.0"
source = { virtual = "." }
dependencies = [{ name = "near" }]

[package.metadata]
requires-dist = [{ name = "near", editable = "libs/near" }]

[[package]]
name = "near"
version = "1.0"
source = { editable = "libs/near" }
`,
    'main.py': server('near.WORD', 'near'),
  },
  'setup-py': {
    'requirements.txt': '-e .\n',
    'setup.py':
      'from setuptools import setup\nsetup(name="fn", version="1.0", package_dir={"": "src"}, packages=["inner"])\n',
    'src/inner/__init__.py': 'WORD = "by setup.py"\n',
    'main.py': server('inner.WORD', 'inner'),
  },
  hashes: {
    'requirements.txt':
      '--require-hashes\nidna==3.10 \\\n    --hash=sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3\n',
    'main.py': server('installed()'),
  },
  index: { 'requirements.txt': '--index-url https://pypi.org/simple\nidna==3.10\n', 'main.py': server('installed()') },
  pinned: { 'requirements.txt': '', '.python-version': '3.13\n', 'main.py': server('sys.version_info[:2]') },
};

const BROKEN: Record<string, Files> = {
  'other-python': { 'requirements.txt': '', '.python-version': '3.8\n', 'main.py': '' },
  poetry: { 'pyproject.toml': '[tool.poetry]\nname = "fn"\n', 'main.py': '' },
  pipenv: { Pipfile: '[packages]\n', 'main.py': '' },
  conda: { 'environment.yml': 'dependencies: [python]\n', 'main.py': '' },
  'setup-py-only': { 'setup.py': 'from setuptools import setup\nsetup()\n', 'main.py': '' },
  'wrong-hash': { 'requirements.txt': `idna==3.10 --hash=sha256:${'0'.repeat(64)}\n`, 'main.py': server('1') },
  'from-git': { 'requirements.txt': 'lib @ git+https://git.invalid/lib.git\n', 'main.py': server('1') },
};

describe('Python projects', () => {
  let project: TestProject;
  let up: CliResult;
  beforeAll(async () => {
    project = await shapesProject({ ...FUNCTIONS, ...BROKEN });
    const chosen = '{ settings: { extras: idn, groups: [web] } }';
    const file = `version: 1\nfunctions:\n  chosen: ${chosen}\n  chosen-locked: ${chosen}\n`;
    await writeFile(join(project.dir, 'smolfaas.yaml'), file);
    up = await upWith(project, Object.keys(FUNCTIONS));
  });
  afterAll(() => project.dispose());

  it('get the extras and groups that their settings choose, and the default groups but for dev', async () => {
    expect(await project.invoke('chosen')).toEqual({ answer: ['idna', 'six'] });
    expect(await project.invoke('chosen-locked')).toEqual({ answer: ['idna', 'six'] });
    expect(await project.invoke('default-groups')).toEqual({ answer: ['six'] });
  });

  it('find their own packages: of a src layout, a path, a workspace, a setup.py', async () => {
    expect(await project.invoke('setuptools')).toEqual({ answer: 'from a src layout' });
    for (const fn of ['path-source', 'workspace-member'])
      expect(await project.invoke(fn)).toEqual({ answer: 'from a package beside it' });
    expect(await project.invoke('setup-py')).toEqual({ answer: 'by setup.py' });
  });

  it('a source edit installs nothing; an edit of a package beside it does', async () => {
    const edit = { 'main.py': `${server('near.WORD', 'near')}# ${project.id}\n` };
    expect((await stepsAfter(project, 'path-source', edit)).ran).toEqual(['copy sources']);
    const beside = { 'libs/near/near/__init__.py': `WORD = "${project.id}"\n` };
    expect((await stepsAfter(project, 'path-source', beside)).ran).toContain('uv pip install -r pyproject.toml');
    expect(await project.invoke('path-source')).toEqual({ answer: project.id });
  });

  it('take hashes and indexes from their requirements', async () => {
    for (const fn of ['hashes', 'index']) expect(await project.invoke(fn)).toEqual({ answer: ['idna'] });
    expect(up.stderr).toMatch(/wrong-hash: build step .* failed[^]*Hash mismatch/);
  });

  it('run on the Python of the base, or are refused with the base that would fit', async () => {
    expect(await project.invoke('pinned')).toEqual({ answer: [3, 13] });
    expect(up.stderr).toMatch(/other-python: \.python-version asks for Python 3\.8; the base image .* has 3\.13/);
    expect(up.stderr).toContain('SMOLFAAS_BASE_PYTHON=python:3.8-slim');
  });

  it.each([
    ['poetry', /Poetry keeps its dependencies .*\n.*poetry export/],
    ['pipenv', /Pipfile found, from which runtime "python" cannot build.*\n.*pipenv requirements > requirements\.txt/],
    ['conda', /environment\.yml found, .*\n.*conda/],
    ['setup-py-only', /setup\.py found, .*\n.*echo \. > requirements\.txt/],
    ['from-git', /build step .* failed[^]*SMOLFAAS_BASE_PYTHON=python:3\.13/],
  ])('%s: says so, and what to do', (fn, words) => {
    const rest = up.stderr.slice(up.stderr.indexOf(`✗ ${fn}: `));
    expect(rest.split('\n✗ ')[0]).toMatch(words);
  });
});
