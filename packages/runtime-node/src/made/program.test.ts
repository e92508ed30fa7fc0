/** The program on real directories: what it keeps, and what it does not. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepMade } from './program.js';

let root: string;
const at = (...parts: readonly string[]) => join(root, ...parts);

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
}
const pkg = (name: string, version = '1.0.0') => JSON.stringify({ name, version });
const text = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined);

/** With times to the nanosecond, as BuildKit's snapshots have them; Node's own copy cuts them. */
const copyTree = (from: string, to: string) => execFileSync('cp', ['-a', at(from), at(to)]);

/** Runs the program as the step does; its one fixed path lies below the test's directory. */
function run(...args: readonly string[]): void {
  const program = keepMade(at('app/node_modules')).replaceAll("'/tmp/made-'", JSON.stringify(at('made-')));
  writeFileSync(at('keep-made.cjs'), program);
  execFileSync(process.execPath, [at('keep-made.cjs'), ...args]);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smolfaas-made-'));
  write({
    'pristine/ms/package.json': pkg('ms'),
    'pristine/ms/index.js': 'original',
    'pristine/tool/package.json': pkg('tool'),
    'pristine/tool/index.js': 'original',
    'pristine/words/package.json': pkg('words', '2.0.0'),
    'pristine/words/index.js': 'original',
    'pristine/.pnpm/tool@1/node_modules/tool/package.json': pkg('tool'),
    'production/ms/package.json': pkg('ms'),
    'production/ms/index.js': 'original',
    'production/words/package.json': pkg('words', '1.0.0'),
    'production/ms/node_modules/words/package.json': pkg('words', '2.0.0'),
  });
  copyTree('pristine', 'after');
});
afterEach(() => rmSync(root, { recursive: true }));

test('what scripts made is kept beside an untouched tree', () => {
  write({
    'after/ms/index.js': 'patched!',
    'after/ms/lib/new.js': 'new',
    'after/.client/index.js': 'generated',
    'after/.cache/tool/x': 'junk',
    'after/.package-lock.json': '{}',
    'after/tool/index.js': 'changed!',
    'after/words/index.js': 'patched!',
    'after/.pnpm/tool@1/node_modules/.generated/x.js': 'of an omitted package',
  });
  symlinkSync('../ms', at('after/.client/ms'));
  run('apart', at('after'), at('pristine'), at('production'));
  expect(text('app/node_modules/ms/index.js')).toBe('patched!');
  expect(text('app/node_modules/ms/lib/new.js')).toBe('new');
  expect(text('app/node_modules/.client/index.js')).toBe('generated');
  // Where production has that version.
  expect(text('app/node_modules/ms/node_modules/words/index.js')).toBe('patched!');
  for (const gone of ['.cache', '.package-lock.json', 'tool', 'words', '.pnpm'])
    expect([gone, existsSync(at('app/node_modules', gone))]).toEqual([gone, false]);
});

test('where nothing changed, nothing is written', () => {
  run('apart', at('after'), at('pristine'), at('production'));
  expect(existsSync(at('app'))).toBe(false);
});

test("in one tree each node_modules becomes production's, with what scripts made", () => {
  for (const tree of ['app', 'all', 'prod'])
    write({ [`${tree}/packages/a/node_modules/b/package.json`]: pkg('b'), [`${tree}/packages/a/index.js`]: 'source' });
  copyTree('pristine', 'all/node_modules');
  copyTree('pristine', 'app/node_modules');
  copyTree('production', 'prod/node_modules');
  rmSync(at('prod/packages/a/node_modules'), { recursive: true });
  write({ 'app/node_modules/.client/index.js': 'generated', 'app/dist/server.js': 'built' });
  run('together', at('app'), at('all'), at('prod'));
  expect(text('app/node_modules/.client/index.js')).toBe('generated');
  expect(text('app/node_modules/ms/index.js')).toBe('original');
  expect(text('app/dist/server.js')).toBe('built');
  expect(text('app/packages/a/index.js')).toBe('source');
  expect(existsSync(at('app/node_modules/tool'))).toBe(false);
  expect(existsSync(at('app/packages/a/node_modules'))).toBe(false);
});
