import { memoryTree } from '@smolfaas/testing';
import { describe, expect, it } from 'vitest';
import { readPackage } from '../manifest.js';
import { chooseEntry, type Entry } from './choose-entry.js';

const BASE = 'node:24-slim';

function entryOf(json: object, files: Readonly<Record<string, string>> = {}) {
  const tree = memoryTree({ 'package.json': JSON.stringify(json), ...files });
  const pkg = readPackage(tree, BASE);
  return 'message' in pkg ? pkg : chooseEntry(tree, pkg);
}
const started = (json: object, files?: Readonly<Record<string, string>>) => entryOf(json, files) as Entry;
const shell = (text: string) => ['/bin/sh', '-c', text];
const build = { build: 'x' };

describe('the command of a function that is built', () => {
  it.each([
    ['index.js of the source', { scripts: build }, { 'index.js': '' }, ['node', 'index.js']],
    [
      "npm's default main and a start script",
      { main: 'index.js', scripts: { ...build, start: 'node dist/server.js' } },
      {},
      shell('if [ -f index.js ]; then exec node index.js; fi; exec node dist/server.js'),
    ],
    [
      'main, then start',
      { main: './dist/x.js', scripts: { ...build, start: 'A=1 node y.js' } },
      {},
      shell(
        'if [ -f index.js ]; then exec node index.js; fi; if { [ -f dist/x.js ]; }; then exec node ./dist/x.js; fi; A=1 exec node y.js',
      ),
    ],
    [
      'a server that its framework makes',
      { scripts: { ...build, start: 'astro dev' }, dependencies: { astro: '5', '@astrojs/node': '9' } },
      {},
      shell(
        'if [ -f index.js ]; then exec node index.js; fi; if [ -f dist/server/entry.mjs ]; then HOST=0.0.0.0 exec node dist/server/entry.mjs; fi; exit 1',
      ),
    ],
    [
      "a framework's own command",
      { scripts: build, dependencies: { next: '15' } },
      {},
      shell('if [ -f index.js ]; then exec node index.js; fi; exec next start'),
    ],
    [
      'a production start beside one for development',
      {
        scripts: { ...build, start: 'nest start', 'start:prod': 'node dist/main' },
        devDependencies: { '@nestjs/cli': '11' },
      },
      {},
      shell('if [ -f index.js ]; then exec node index.js; fi; exec node dist/main'),
    ],
  ])('%s', (_, json, files, command) => {
    expect(entryOf(json, files)).toMatchObject({ command });
  });

  it('fails after the build when nothing can start, in the words of a function without one', () => {
    const { check, hints } = started({ scripts: build, main: 'lib/a.js' });
    expect(check).toBe(
      `[ -f index.js ] || { [ -f lib/a.js ]; } || { echo 'nothing to start: looked for index.js, "main" (lib/a.js) and a "start" script' >&2; exit 1; }`,
    );
    expect(hints).toEqual([expect.objectContaining({ output: expect.stringMatching(/^nothing to start/) })]);
  });

  it.each([
    [{ '@sveltejs/kit': '2' }, /adapter-node/],
    [{ astro: '5' }, /@astrojs\/node/],
    [{ vite: '7', react: '19' }, /files for a browser, and no server/],
  ])('with %j the hint says what is missing', (devDependencies, hint) => {
    expect(started({ scripts: build, devDependencies }).hints[0]?.hint).toMatch(hint);
  });
});

describe('a start script that needs development dependencies', () => {
  const lock = {
    'package-lock.json': JSON.stringify({ packages: { 'node_modules/tool-box': { bin: { tb: 'x.js' } } } }),
  };

  it.each([
    [{ start: 'tsx server.ts' }, { tsx: '4' }, {}, ['tsx', 'server.ts'], 'tsx'],
    [{ start: 'npx tsx server.ts' }, { tsx: '4' }, {}, ['tsx', 'server.ts'], 'tsx'],
    [{ start: 'node --import tsx s.ts' }, { tsx: '4' }, {}, ['node', '--import', 'tsx', 's.ts'], 'tsx'],
    [
      { start: 'node -r ts-node/register s.ts' },
      { 'ts-node': '1' },
      {},
      ['node', '-r', 'ts-node/register', 's.ts'],
      'ts-node',
    ],
    [{ start: 'npm run s', s: 'nodemon a.js' }, { nodemon: '3' }, {}, ['nodemon', 'a.js'], 'nodemon'],
    [{ start: 'tb serve' }, { 'tool-box': '1' }, lock, ['tb', 'serve'], 'tool-box'],
  ])('%j with %j: everything is in the image, and a note says so', (scripts, devDependencies, files, command, name) => {
    const { notes, ...entry } = started({ scripts, devDependencies }, files);
    expect(entry).toMatchObject({ command, everything: true });
    expect(notes).toEqual([
      expect.stringContaining(`"start" needs ${name}: all development dependencies are in the image`),
    ]);
  });

  it('Next.js needs the compiler for its configuration', () => {
    const json = {
      scripts: { ...build, start: 'next start' },
      dependencies: { next: '15' },
      devDependencies: { typescript: '5' },
    };
    expect(entryOf(json)).toMatchObject({ everything: false });
    expect(entryOf(json, { 'next.config.ts': '' })).toMatchObject({
      everything: true,
      notes: [expect.stringContaining('"start" needs typescript')],
    });
  });

  it.each([
    [{ start: 'tsc && node dist/a.js' }, ['node', 'dist/a.js'], 'tsc'],
    [{ prestart: 'rimraf dist && tsc -p .', start: 'node dist' }, ['node', 'dist'], 'rimraf dist && tsc -p .'],
    [
      { start: 'prisma generate && prisma migrate deploy && node a.js' },
      shell('prisma migrate deploy && exec node a.js'),
      'prisma generate',
    ],
    [{ start: 'next build && next start' }, ['next', 'start'], 'next build'],
    [{ start: 'mkdir -p /tmp/x && tsc && node a.js' }, shell('mkdir -p /tmp/x && exec node a.js'), 'tsc'],
    [{ start: 'tsc -w' }, ['tsc', '-w'], undefined],
    [{ start: 'node a.js && node b.js' }, shell('node a.js && exec node b.js'), undefined],
  ])('%j starts %j and compiles %j', (scripts, command, compile) => {
    const entry = started({ scripts, devDependencies: { typescript: '5', rimraf: '6' } });
    const note = `"start" runs ${compile ?? ''} when the image is made, and not at each start`;
    const says = entry.notes.includes(note);
    expect({ command: entry.command, compile: entry.compile, says }).toEqual({
      command,
      compile,
      says: compile !== undefined,
    });
  });

  it('Bun and Deno are refused, unless they are dependencies', () => {
    const scripts = { start: 'bun run server.ts' };
    expect(entryOf({ scripts })).toMatchObject({ message: '"start" runs bun, and the image has Node.js only' });
    expect(entryOf({ scripts, dependencies: { bun: '1' } })).toMatchObject({ command: ['bun', 'run', 'server.ts'] });
  });

  it('types are no commands', () => {
    const json = { scripts: { start: 'node a.js' }, devDependencies: { '@types/node': '24' } };
    expect(entryOf(json)).toMatchObject({ everything: false, notes: [] });
  });

  it('does not matter where main is what the build makes', () => {
    const json = { main: 'dist/a.js', scripts: { ...build, start: 'tsx watch a.ts' }, devDependencies: { tsx: '4' } };
    expect(entryOf(json)).toMatchObject({ everything: false });
  });

  it.each([
    [{ start: 'next dev' }, { next: '15' }, /"start" runs next dev, a development server/],
    [{ start: 'vite' }, { vite: '7' }, /"start" runs vite, a development server/],
    [{ ...build, start: 'vite preview --port 8000' }, { vite: '7' }, /vite preview --port 8000, a development server/],
    [{ ...build, start: 'react-scripts start' }, { 'react-scripts': '5' }, /react-scripts start, a development server/],
    [{ start: 'cross-env A=1 nuxt dev' }, { nuxt: '4' }, /nuxt dev, a development server/],
  ])('%j is refused: a development server', (scripts, dependencies, message) => {
    expect(entryOf({ scripts, dependencies })).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it('a command that no dependency has is refused where the lock file proves it', () => {
    const scripts = { start: 'npx serve .' };
    expect(entryOf({ scripts }, lock)).toMatchObject({
      message: expect.stringContaining('no dependency has the command serve'),
    });
    expect(entryOf({ scripts, dependencies: { serve: '14' } }, lock)).toMatchObject({ command: ['serve', '.'] });
    expect(entryOf({ scripts })).toMatchObject({ command: ['serve', '.'] });
  });
});

describe('notes about what is passed over', () => {
  it.each([
    ['node index.js', []],
    ['node .', []],
    ['node ./index', []],
    ['node server.js', ['index.js starts; the "start" script (node server.js) is passed over']],
    ['A=1 node index.js', ['index.js starts; the "start" script (A=1 node index.js) is passed over']],
  ])('index.js and start %j', (start, notes) => {
    expect(started({ scripts: { start } }, { 'index.js': '' }).notes).toEqual(notes);
  });

  it('main and another start', () => {
    const json = { main: 'lib/a.js', scripts: { start: 'node b.js' } };
    expect(started(json, { 'lib/a.js': '' }).notes).toEqual([
      '"main" (lib/a.js) starts; the "start" script (node b.js) is passed over',
    ]);
    expect(started({ ...json, scripts: { start: 'node lib/a' } }, { 'lib/a.js': '' }).notes).toEqual([]);
  });
});
