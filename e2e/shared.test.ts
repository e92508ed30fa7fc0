/**
 * Code outside of a function's folder, as users write it: `file:../../lib`, `require('../../lib/…')`, `replace => ../golib` and
 * `-e ../../pylib`. One project for all of it: it deploys, an edit rebuilds exactly the functions that share the file, and what is
 * wrong with a shared path changes nothing.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goGreeter } from './harness/functions.js';
import { TestProject } from './harness/project.js';

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
});
afterAll(() => project.dispose());

/** Writes files of the project, by their paths in it. */
async function files(texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(project.dir, path)), { recursive: true });
    await writeFile(join(project.dir, path), text);
  }
}

const settings = (shared: Readonly<Record<string, string>>): string =>
  `version: 1\nfunctions:\n${Object.entries(shared)
    .map(([fn, paths]) => `  ${fn}: { shared: [${paths}] }\n`)
    .join('')}`;

const SHARED = { linked: '../../lib', plain: '"../../lib/**/*.js"', gopher: '../golib', snake: '"../../pylib/**"' };

const server = (answer: string) =>
  `${answer}\nrequire('node:http').createServer((_, r) => r.end(answer())).listen(8000, '0.0.0.0');\n`;

const golib = (word: string) => `package golib\n\nfunc Word() string { return "${word}" }\n`;
const { 'go.mod': _, ...gopher } = goGreeter('example.com/golib');

const PROJECT = {
  'smolfaas.yaml': settings(SHARED),
  'lib/package.json': '{"name":"@acme/lib","version":"1.0.0","dependencies":{"ms":"2.1.3"}}\n',
  'lib/index.js': "exports.text = () => `lib ${require('ms')(60000)} ${require('./words/word.js')}`;\n",
  'lib/words/word.js': "module.exports = 'one';\n",
  'lib/.dockerignore': 'README.md\n',
  'lib/README.md': 'no part of any function\n',
  'lib/.env': 'SECRET=canary\n',
  'lib/node_modules/ms/index.js': "throw new Error('of the host');\n",
  'functions/linked/package.json': '{"name":"linked","dependencies":{"@acme/lib":"file:../../lib"}}\n',
  'functions/linked/index.js': server(`const fs = require('node:fs');
const answer = () => require('@acme/lib').text() + ' ' + fs.readdirSync(__dirname + '/../../lib').sort();`),
  'functions/plain/package.json': '{"name":"plain"}\n',
  'functions/plain/index.js': server("const answer = () => `plain ${require('../../lib/words/word.js')}`;"),
  'functions/golib/go.mod': 'module example.com/golib\n\ngo 1.21\n',
  'functions/golib/lib.go': golib('gopher one'),
  'functions/gopher/go.sum': '',
  'functions/gopher/go.mod': `module fn

go 1.21

require example.com/golib v1.2.0

replace example.com/golib => ../golib
`,
  ...Object.fromEntries(Object.entries(gopher).map(([name, text]) => [`functions/gopher/${name}`, text])),
  'pylib/pyproject.toml': `[project]
name = "words"
version = "0.1.0"

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
`,
  'pylib/words.py': 'WORD = "snake one"\n',
  'functions/snake/requirements.txt': '-e ../../pylib\n',
  'functions/snake/main.py': `from http.server import BaseHTTPRequestHandler, HTTPServer
import words


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(words.WORD.encode())


HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`,
};

const FUNCTIONS = ['linked', 'plain', 'gopher', 'snake'];

async function answers(): Promise<Record<string, string>> {
  const all = FUNCTIONS.map(async (fn) => [fn, (await project.call(`/invoke/${fn}`)).body] as const);
  return Object.fromEntries(await Promise.all(all));
}

/** What \`up\` did with each function, by its table. */
async function statuses(code: number): Promise<{ of: Record<string, string>; stderr: string }> {
  const { stdout, stderr } = await project.expectRun(code, 'up');
  const rows = [...stdout.matchAll(/^(linked|plain|gopher|snake) +(\w+)/gm)].map(([, fn = '', status = '']) => [
    fn,
    status,
  ]);
  return { of: Object.fromEntries(rows) as Record<string, string>, stderr };
}

const LIB = '.dockerignore,index.js,node_modules,package.json,words';

it('works by the paths that work on the developer’s machine', { timeout: 200_000 }, async () => {
  await files(PROJECT);
  const { of, stderr } = await statuses(0);
  // golib stands beside the functions and is none.
  expect(of).toEqual({ linked: 'started', plain: 'started', gopher: 'started', snake: 'started' });
  expect(stderr).toMatch(/linked: ..\/..\/lib\/.env left out; .*; to include one, add a line such as "!\*\*\/.env"/);
  expect(await answers()).toEqual({
    linked: `lib 1m one ${LIB}`,
    plain: 'plain one',
    gopher: 'gopher one',
    snake: 'snake one',
  });
});

it('an edit is drift of exactly the functions that share it, and rebuilds them', { timeout: 120_000 }, async () => {
  await files({ 'lib/README.md': 'still no part\n', 'lib/node_modules/ms/index.js': '' });
  expect((await project.expectRun(0, 'check')).stdout).not.toContain('✗');
  await files({ 'lib/words/word.js': "module.exports = 'two';\n" });
  const { stdout } = await project.expectRun(1, 'check');
  expect([...stdout.matchAll(/^(\w+):\n {2}✗ Source hash changed/gm)].map(([, fn]) => fn)).toEqual(['linked', 'plain']);
  const edited = { linked: 'updated', plain: 'updated', gopher: 'unchanged', snake: 'unchanged' };
  expect((await statuses(0)).of).toEqual(edited);
  await files({ 'functions/golib/lib.go': golib('gopher two'), 'pylib/words.py': 'WORD = "snake two"\n' });
  const others = { linked: 'unchanged', plain: 'unchanged', gopher: 'updated', snake: 'updated' };
  expect((await statuses(0)).of).toEqual(others);
  expect(await answers()).toEqual({
    linked: `lib 1m two ${LIB}`,
    plain: 'plain two',
    gopher: 'gopher two',
    snake: 'snake two',
  });
});

it('a directory that is gone is one line of check and of up, and the function serves on', async () => {
  await rename(join(project.dir, 'lib'), join(project.dir, 'lib2'));
  const { stdout } = await project.expectRun(1, 'check');
  expect(stdout).toContain('linked:\n  ✗ Shared path cannot be used (there is no "../../lib")');
  expect(stdout).toContain('plain:\n  ✗ Shared path cannot be used (nothing matches "../../lib/**/*.js")');
  const { of, stderr } = await statuses(1);
  expect(of).toEqual({ linked: 'failed', plain: 'failed', gopher: 'unchanged', snake: 'unchanged' });
  expect(stderr).toContain('functions.linked.shared in the project file: correct the path');
  expect(await answers()).toMatchObject({
    linked: expect.stringContaining('lib 1m two') as string,
    plain: 'plain two',
  });
  await rename(join(project.dir, 'lib2'), join(project.dir, 'lib'));
});

it.each([
  ['../..', '"../.." contains the function itself'],
  ['/srv/lib', '"/srv/lib" is not relative to the function\'s directory'],
  ['./lib', '"./lib" is part of the function already'],
  ['../../lib, ../../lib/words', '"../../lib/words" and "../../lib" overlap'],
])('shared: [%s] is refused with its place, and nothing changes', async (paths, message) => {
  await files({ 'smolfaas.yaml': settings({ ...SHARED, linked: paths }) });
  const { stderr } = await project.expectRun(2, 'up');
  expect(stderr).toMatch(/smolfaas\.yaml:3:\d+: functions\.linked\.shared\.\d: /);
  expect(stderr).toContain(message);
  await files({ 'smolfaas.yaml': settings(SHARED) });
});

it('a path that is not shared is refused with the line that shares it', async () => {
  const { snake: __, ...others } = SHARED;
  await files({ 'smolfaas.yaml': settings(others) });
  const { of, stderr } = await statuses(1);
  expect(of).toEqual({ linked: 'unchanged', plain: 'unchanged', gopher: 'unchanged', snake: 'failed' });
  expect(stderr).toContain('set shared: [../../pylib] in smolfaas.yaml');
  await rm(join(project.dir, 'functions/golib'), { recursive: true });
  expect((await project.expectRun(1, 'check')).stdout).toContain('gopher:\n  ✗ Shared path cannot be used');
});
