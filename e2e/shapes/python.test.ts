/** Shapes of Python functions, each installed with the real uv from the real package index. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { type ImageContent, readImages } from '../harness/images.js';
import type { Files, TestProject } from '../harness/project.js';
import { CA_CANARY, imageNames, SECRETS_DIR, shapesProject, stepsAfter, upWith } from './shapes-project.js';

const FUNCTION_CANARY = 'canary-password-of-an-index-41be';

/** A server that answers facts about where it runs, and whatever `facts` adds to the dictionary `m`. */
const server = (facts = '') => `import json, os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

def write(directory):
    try:
        open(directory + "/x", "w").close()
        return "written"
    except OSError as error:
        return error.strerror

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        m = {"uid": os.getuid(), "home": write(os.environ["HOME"]), "root": write("/app")}
${facts.replace(/^/gm, '        ')}
        body = json.dumps(m).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;

const pyproject = (dependencies: readonly string[], more = '') =>
  `[project]\nname = "fn"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;

const WHEELS = {
  '3.10':
    '76/c6/c88e154df9c4e1a2a66ccf0005a88dfb2650c1dffb6f5ce603dfbd452ce3/idna-3.10-py3-none-any.whl", hash = "sha256:946d195a0d259cbba61165e88e65941f16e9b36ea6ddb97f00452bae8b1287d3", size = 70442',
  '3.11':
    '0e/61/66938bbb5fc52dbdf84594873d5b51fb1f7c7794e9c0f5bd885f30bc507b/idna-3.11-py3-none-any.whl", hash = "sha256:771a87f49d9defaf64091e6e6fe9c18d4833f140bd19464795bc32d966ca37ea", size = 71008',
};

/** What `uv lock` writes for a project that depends on idna: `virtual`, or `editable` with a [build-system]. */
const lock = (version: '3.10' | '3.11', kind: 'virtual' | 'editable' = 'virtual') => `version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "fn"
version = "0.1.0"
source = { ${kind} = "." }
dependencies = [
    { name = "idna" },
]

[package.metadata]
requires-dist = [{ name = "idna" }]

[[package]]
name = "idna"
version = "${version}"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/${WHEELS[version]} },
]
`;

const idna = 'import importlib.metadata\nm["idna"] = importlib.metadata.version("idna")';

/** A package with a src layout: importable only where it is installed. */
const packaged: Files = {
  'pyproject.toml': pyproject(
    ['idna'],
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[tool.hatch.build.targets.wheel]\npackages = ["src/greet"]\n',
  ),
  'src/greet/__init__.py': 'WORD = "from a src layout"\n',
  'main.py': server('import greet\nm["greet"] = greet.WORD\nm["file"] = greet.__file__'),
};

const FUNCTIONS: Record<string, Files> = {
  bare: { 'requirements.txt': '', 'main.py': server() },
  fastapi: {
    'pyproject.toml': pyproject(['fastapi', 'uvicorn']),
    'main.py': `import os
import uvicorn
from fastapi import FastAPI

app = FastAPI()

@app.get("/")
def root():
    return {"uid": os.getuid(), "framework": "fastapi"}

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000)
`,
  },
  locked: { 'pyproject.toml': pyproject(['idna']), 'uv.lock': lock('3.10'), 'main.py': server(idna) },
  requirements: {
    'requirements.txt': '-r deps/base.txt\n',
    'deps/base.txt': 'idna\n-c limits.txt\n',
    'deps/limits.txt': 'idna<3.10\n',
    'main.py': server(idna),
  },
  packaged: { ...packaged, 'uv.lock': lock('3.10', 'editable') },
  'packaged-unlocked': packaged,
  settings: {
    'pyproject.toml': pyproject(['idna>=3.4'], '[tool.uv]\nresolution = "lowest-direct"\n'),
    'main.py': server(idna),
  },
  'uv-toml': {
    'requirements.txt': 'idna>=3.5\n',
    'uv.toml': `# ${FUNCTION_CANARY}\nresolution = "lowest-direct"\n`,
    'main.py': server(idna),
  },
};

const BROKEN: Record<string, Files> = {
  'stale-lock': { 'pyproject.toml': pyproject(['idna', 'click']), 'uv.lock': lock('3.10'), 'main.py': server() },
  'no-such': { 'requirements.txt': 'idna==99.99\n', 'main.py': server() },
};

describe('Python functions', () => {
  let project: TestProject;
  let up: CliResult;
  let images: Map<string, ImageContent>;
  const imageOf = (fn: string) => images.get(imageNames(project, [fn])[0] ?? '') as ImageContent;

  beforeAll(async () => {
    project = await shapesProject({ ...FUNCTIONS, ...BROKEN });
    up = await upWith(project, Object.keys(FUNCTIONS));
    images = await readImages(imageNames(project, Object.keys(FUNCTIONS)), await baseImage('python', 'python'));
  });
  afterAll(() => project.dispose());

  it('builds and starts the sound ones; the broken ones make it exit 1', () => {
    expect(up.code).toBe(1);
    for (const name of Object.keys(FUNCTIONS)) expect(up.stdout).toMatch(new RegExp(`${name} +started`));
    for (const name of Object.keys(BROKEN)) expect(up.stdout).toMatch(new RegExp(`${name} +failed`));
  });

  it("row 19: a stale lock and a version that does not exist fail in uv's own words", () => {
    expect(up.stderr).toMatch(/stale-lock: build step "uv sync --locked .*" failed/);
    expect(up.stderr).toContain('The lockfile at `uv.lock` needs to be updated');
    expect(up.stderr).toMatch(/no-such: build step "uv pip install -r requirements.txt" failed/);
    expect(up.stderr).toContain('there is no version of idna==99.99');
  });

  it('runs each as a numeric user, with a writable HOME and a read-only root', async () => {
    for (const name of Object.keys(FUNCTIONS).filter((fn) => fn !== 'fastapi')) {
      const answer = { name, ...(await project.invoke(name)) };
      expect(answer).toMatchObject({ name, uid: 65532, home: 'written', root: 'Read-only file system' });
    }
  });

  it('serves a FastAPI app by uvicorn.run', async () => {
    expect(await project.invoke('fastapi')).toEqual({ uid: 65532, framework: 'fastapi' });
    expect((await project.call('/invoke/fastapi/openapi.json')).body).toContain('"FastAPI"');
    const host = 'fastapi.fn.localhost';
    expect((await project.call('/docs', { host })).body).toContain("url: '/openapi.json'");
    expect((await project.call('/openapi.json', { host })).body).toContain('"FastAPI"');
  });

  it('installs what the lock, requirements files, constraints and settings of uv say', async () => {
    const versions = ['locked', 'requirements', 'settings', 'uv-toml'].map(async (fn) => [
      fn,
      (await project.invoke(fn))['idna'],
    ]);
    expect(Object.fromEntries(await Promise.all(versions))).toEqual({
      locked: '3.10',
      requirements: '3.9',
      settings: '3.4',
      'uv-toml': '3.5',
    });
  });

  it('installs a project that has a [build-system]', async () => {
    for (const fn of ['packaged', 'packaged-unlocked'])
      expect(await project.invoke(fn)).toMatchObject({
        greet: 'from a src layout',
        file: expect.stringContaining('site-packages') as string,
      });
  });

  it('has bytecode of dependencies that is never compared with times', () => {
    const bytecode = imageOf('locked').own.filter(({ path }) => /idna\/__pycache__\/core\..*\.pyc$/.test(path));
    // Bytes 4 to 8 are flags (PEP 552): 1 is "hash of the source, not to be checked".
    expect(bytecode.map(({ data }) => data.readUInt32LE(4))).toEqual([1]);
  });

  it('no certificate, password or place of theirs is in any layer, config or history', () => {
    for (const [name, image] of images) {
      const found = [CA_CANARY, FUNCTION_CANARY, SECRETS_DIR].filter((secret) => image.holds(secret));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });

  it('gives every file and directory the same time, so that the same source gives the same image', () => {
    for (const [name, image] of images) {
      const timed = image.own.filter(({ mtime }) => mtime !== '0').map(({ path }) => path);
      expect({ name, timed }).toEqual({ name, timed: [] });
    }
  });

  it('a source edit installs nothing; an edit of the lock file does', async () => {
    const source = await stepsAfter(project, 'locked', { 'main.py': `${server(idna)}# ${project.id}\n` });
    expect(source.ran).toEqual(['copy sources']);
    expect(source.cached).toContain('uv sync --locked --no-dev --no-install-project');

    const locked = await stepsAfter(project, 'locked', { 'uv.lock': `${lock('3.11')}# ${project.id}\n` });
    expect(locked.ran).toContain('uv sync --locked --no-dev --no-install-project');
    expect(await project.invoke('locked')).toMatchObject({ idna: '3.11' });
  });

  it('a source edit of a package installs the package, not its dependencies', async () => {
    const edit = { 'src/greet/__init__.py': `WORD = "${project.id}"\n` };
    const { ran } = await stepsAfter(project, 'packaged', edit);
    expect(ran).not.toContain('uv sync --locked --no-dev --no-install-project');
    expect(await project.invoke('packaged')).toMatchObject({ greet: project.id });
  });
});
