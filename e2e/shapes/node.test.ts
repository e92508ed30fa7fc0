/** Shapes of Node.js functions, each installed with the real npm from the real registry. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { type ImageContent, readImages } from '../harness/images.js';
import type { Files, TestProject } from '../harness/project.js';
import {
  CA_CANARY,
  imageNames,
  SECRETS_DIR,
  shapesProject,
  stepsAfter,
  TOKEN_CANARY,
  upWith,
} from './shapes-project.js';

const FUNCTION_CANARY = 'canary-token-of-the-function-77ab';

/** A server that answers facts about where it runs, together with those of an expression. */
const server = (facts = '{}') => `const http = require('node:http');
const fs = require('node:fs');
const write = (dir) => {
  try { fs.writeFileSync(dir + '/x', ''); return 'written'; } catch (error) { return error.code; }
};
http.createServer((_, response) => response.end(JSON.stringify({
  uid: process.getuid(), home: write(process.env.HOME), root: write('/app'), ...(${facts}),
}))).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

/** The same with express, as an ES module. */
const expressModule = `import express from 'express';
import { readFileSync } from 'node:fs';
const { version } = JSON.parse(readFileSync('node_modules/express/package.json'));
const app = express();
app.get('/', (request, response) => response.json({ uid: process.getuid(), express: version }));
app.listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const expressVersion = "{ express: require('express/package.json').version }";
const locked = {
  name: 'locked',
  type: 'module',
  dependencies: { express: '5.1.0' },
  devDependencies: { kleur: '4.1.5' },
};

const FUNCTIONS: Record<string, Files> = {
  bare: {
    'package.json': json({ name: 'bare' }),
    'index.js': server(),
  },
  locked: { 'package.json': json(locked), 'index.js': expressModule },
  unlocked: {
    'package.json': json({ name: 'unlocked', main: 'src/server', dependencies: { express: '^5.1.0' } }),
    'src/server.js': server(expressVersion),
  },
  typescript: {
    'package.json': json({
      name: 'typescript',
      scripts: { build: 'tsc' },
      dependencies: { ms: '2.1.3' },
      devDependencies: { typescript: '5.9.3', '@types/node': '24.10.1', '@types/ms': '2.1.0' },
    }),
    'tsconfig.json': json({ compilerOptions: { module: 'nodenext', types: ['node'], strict: true } }),
    'index.ts': `import { createServer } from 'node:http';
import ms = require('ms');
const day: number = ms('1d');
createServer((_, response) => response.end(JSON.stringify({ uid: process.getuid?.(), day }))).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`,
  },
  scripts: {
    'package.json': json({
      name: 'scripts',
      scripts: { start: 'node lib/app.js', postinstall: 'node tools/generate.js', prepare: 'husky' },
      dependencies: { ms: '2.1.3' },
      devDependencies: { kleur: '4.1.5' },
    }),
    'tools/generate.js': `const fs = require('node:fs');
require('kleur');
fs.writeFileSync('generated.json', JSON.stringify(require('ms')('2h')));
fs.mkdirSync('node_modules/.made', { recursive: true });
fs.writeFileSync('node_modules/.made/index.js', 'module.exports = 1;');
`,
    'lib/app.js': server("{ generated: require('../generated.json'), made: require('../node_modules/.made') }"),
  },
  npmrc: {
    'package.json': json({ name: 'npmrc', dependencies: { express: '^5.1.0' } }),
    '.npmrc': [
      'install-strategy=${SHAPE_STRATEGY}',
      '//npm.invalid/:_authToken=${SHAPE_TOKEN}',
      '//other.invalid/:_authToken=${SHAPE_UNSET}',
    ].join('\n'),
    'index.js': server("{ nested: fs.existsSync('node_modules/express/node_modules/body-parser') }"),
  },
  workspaces: {
    'package.json': json({
      name: 'workspaces',
      workspaces: ['packages/*'],
      scripts: { prepare: 'husky', postinstall: 'node packages/greet/generate.js' },
      dependencies: { greet: '*', near: 'file:./near' },
      devDependencies: { kleur: '4.1.5' },
    }),
    'packages/greet/package.json': json({ name: 'greet', version: '1.0.0', dependencies: { ms: '2.1.3' } }),
    'packages/greet/index.js': "module.exports = 'a day has ' + require('ms')('1d') + ' ms';\n",
    'packages/greet/generate.js': "require('node:fs').writeFileSync('generated.json', '1');\n",
    'near/package.json': json({ name: 'near', version: '1.0.0' }),
    'near/index.js': "module.exports = 'near';\n",
    'index.js': server("{ greet: require('greet'), near: require('near'), generated: require('./generated.json') }"),
  },
  native: {
    'package.json': json({ name: 'native', dependencies: { '@node-rs/crc32': '1.10.6' } }),
    'index.js': server("{ crc: require('@node-rs/crc32').crc32('hello') }"),
  },
};

const BROKEN: Record<string, Files> = {
  'stale-lock': {
    'package.json': json({ name: 'stale', dependencies: { ms: '2.1.3' } }),
    'package-lock.json': json({
      name: 'stale',
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'stale', dependencies: { ms: '2.0.0' } }, 'node_modules/ms': { version: '2.0.0' } },
    }),
    'index.js': server(),
  },
  'no-such': {
    'package.json': json({ name: 'nosuch', dependencies: { ms: '99.99.99' } }),
    'index.js': server(),
  },
};

/** Lets npm write the lock file of a function; @returns its text. */
async function lock(project: TestProject, fn: string): Promise<string> {
  const cwd = join(project.functionsDir, fn);
  await promisify(execFile)('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd });
  return await readFile(join(cwd, 'package-lock.json'), 'utf8');
}

describe('Node.js functions', () => {
  let project: TestProject;
  let up: CliResult;
  let images: Map<string, ImageContent>;
  const imageOf = (fn: string) => images.get(imageNames(project, [fn])[0] ?? '') as ImageContent;

  beforeAll(async () => {
    project = await shapesProject({ ...FUNCTIONS, ...BROKEN });
    project.env = { ...project.env, SHAPE_STRATEGY: 'nested', SHAPE_TOKEN: FUNCTION_CANARY };
    await lock(project, 'locked');
    up = await upWith(project, Object.keys(FUNCTIONS));
    images = await readImages(imageNames(project, Object.keys(FUNCTIONS)), await baseImage('node', 'node'));
  });
  afterAll(() => project.dispose());

  it('builds and starts the sound ones; the broken ones make it exit 1', () => {
    expect(up.code).toBe(1);
    for (const name of Object.keys(FUNCTIONS)) expect(up.stdout).toMatch(new RegExp(`${name} +started`));
    for (const name of Object.keys(BROKEN)) expect(up.stdout).toMatch(new RegExp(`${name} +failed`));
  });

  it("row 19: a lock that does not match and a version that does not exist fail in npm's own words", () => {
    expect(up.stderr).toContain('stale-lock: package-lock.json was made for another package.json (ms)');
    expect(up.stderr).toMatch(
      /stale-lock: build step "npm ci --omit=dev" failed \(exit 1\)\n( {2}│ npm .*\n)+ {2}│ … \d+ lines/,
    );
    expect(up.stderr).toContain("npm error Invalid: lock file's ms@2.0.0 does not satisfy ms@2.1.3");
    expect(up.stderr).toMatch(/no-such: build step "npm install .*" failed/);
    expect(up.stderr).toContain('No matching version found for ms@99.99.99');
  });

  it('runs each as a numeric user, with a writable HOME and a read-only root', async () => {
    for (const name of ['bare', 'unlocked', 'scripts', 'npmrc', 'workspaces', 'native'])
      expect({ name, ...(await project.invoke(name)) }).toMatchObject({
        name,
        uid: 65532,
        home: 'written',
        root: 'EROFS',
      });
  });

  it('installs with and without a lock, CommonJS and ES modules', async () => {
    expect(await project.invoke('locked')).toMatchObject({ express: '5.1.0' });
    expect(await project.invoke('unlocked')).toMatchObject({ express: expect.stringMatching(/^5\./) as string });
  });

  it('runs a build script with development dependencies, and its output', async () => {
    expect(await project.invoke('typescript')).toMatchObject({ uid: 65532, day: 86_400_000 });
  });

  it("runs the function's own install scripts beside its sources and all dependencies, but no Git hooks", async () => {
    expect(await project.invoke('scripts')).toMatchObject({ generated: 7_200_000, made: 1 });
    expect(up.stderr).toContain('note: scripts: "prepare" (husky) does not run: it sets up Git hooks');
  });

  it('installs workspaces, file: dependencies and prebuilt native ones', async () => {
    expect(await project.invoke('workspaces')).toMatchObject({
      greet: 'a day has 86400000 ms',
      near: 'near',
      generated: 1,
    });
    expect(await project.invoke('native')).toMatchObject({ crc: 0x3610a686 });
  });

  it('has production dependencies only', () => {
    expect(imageOf('locked').text('app/node_modules/express/package.json')).toContain('"express"');
    for (const [fn, gone] of Object.entries({
      locked: 'kleur',
      scripts: 'kleur',
      typescript: 'typescript',
      workspaces: 'kleur',
    }))
      expect({ fn, files: imageOf(fn).under(`app/node_modules/${gone}`) }).toEqual({ fn, files: [] });
    expect(imageOf('typescript').text('app/node_modules/ms/package.json')).toContain('2.1.3');
  });

  it('.npmrc reaches the install, with the variables that it names, and no layer', async () => {
    expect(await project.invoke('npmrc')).toMatchObject({ nested: true });
    expect(up.stderr).toContain('npmrc: .npmrc names ${SHAPE_UNSET}, which is not set here');
    expect(up.stderr).not.toContain('${SHAPE_TOKEN}');
    expect(imageOf('npmrc').under('app')).not.toContain('app/.npmrc');
  });

  it('no certificate, token or place of theirs is in any layer, config or history', () => {
    for (const [name, image] of images) {
      const found = [CA_CANARY, TOKEN_CANARY, FUNCTION_CANARY, SECRETS_DIR].filter((secret) => image.holds(secret));
      expect({ name, found }).toEqual({ name, found: [] });
    }
  });

  it('gives every file and directory the same time, so that the same source gives the same image', () => {
    for (const [name, image] of images) {
      const timed = image.own.filter(({ mtime }) => mtime !== '0').map(({ path }) => path);
      expect({ name, timed }).toEqual({ name, timed: [] });
    }
  });

  it('a source edit installs nothing, nor does one of version and scripts', async () => {
    const source = await stepsAfter(project, 'locked', { 'index.js': `${expressModule}// ${project.id}\n` });
    expect(source.ran).toEqual(['copy sources']);
    expect(source.cached).toContain('npm ci --omit=dev');
    const bumped = json({ ...locked, version: '1.2.3', scripts: { test: project.id } });
    expect((await stepsAfter(project, 'locked', { 'package.json': bumped })).ran).toEqual(['copy sources']);
    const compiled = await stepsAfter(project, 'typescript', { 'extra.ts': `export {}; // ${project.id}\n` });
    const keeping = ['write keep-made.cjs', 'keep what scripts made in node_modules'];
    const looking = 'look for what starts the function';
    expect(compiled.ran).toEqual(['copy sources', 'npm run build', ...keeping, looking, 'copy the function']);
    const generated = await stepsAfter(project, 'scripts', { 'lib/more.js': `// ${project.id}\n` });
    expect(generated.ran).toEqual(['copy sources', 'npm run postinstall', ...keeping, 'copy the function']);
  });

  it('an edit of the lock file installs', async () => {
    await project.write('locked', {
      'package.json': json({ ...locked, name: project.id, dependencies: { express: '5.0.1' } }),
    });
    await lock(project, 'locked');
    expect((await stepsAfter(project, 'locked', {})).ran).toContain('npm ci --omit=dev');
    expect(await project.invoke('locked')).toMatchObject({ express: '5.0.1' });
  });
});
