/** A package under development is imported again after its code changed, whatever it is written in. */
import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { copyCode } from './versioned-copy.js';

type Files = Readonly<Record<string, string>>;

function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A load of the module after some files were written. */
interface Step {
  readonly files: Files;
  readonly identity: string;
}

const built = JSON.stringify(new URL('../../dist/runtimes/modules.js', import.meta.url).href);

/**
 * Loads the module after each step, all in one process of its own: here vitest imports files in its
 * own way. Returns the default exports, or the names of errors, and what was at the module's path
 * after `close`. Needs `tsc -b` first.
 */
async function load(root: string, module: string, steps: readonly Step[]): Promise<readonly unknown[]> {
  const script = `
    import { mkdirSync, writeFileSync } from 'node:fs';
    import { dirname, join } from 'node:path';
    import { runtimeModules } from ${built};
    const modules = runtimeModules();
    const [root, module, steps] = JSON.parse(process.argv[1]);
    const found = [];
    for (const { files, identity } of steps) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      const load = () => modules.load({ name: 'ada', version: '1.0.0', root }, module, identity);
      const results = await Promise.allSettled([load(), load()]);
      const [once, twice] = results.map(({ value, reason }) => value?.default ?? reason?.name);
      found.push(once === twice ? once : 'loaded twice');
    }
    modules.close();
    console.log(JSON.stringify(found));`;
  const args = ['--input-type=module', '-e', script, JSON.stringify([root, module, steps])];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as unknown[];
}

/** Packages of which every file says `version`. */
const KINDS: Readonly<Record<string, { readonly module: string; readonly files: (version: number) => Files }>> = {
  'ES modules': {
    module: 'dist/index.js',
    files: (version) => ({
      'package.json': '{"type":"module","imports":{"#step":"./dist/lib/step.js"}}',
      'dist/index.js':
        "import { step } from '#step'; import d from './lib/data.json' with { type: 'json' };\nexport default [step, d.version];",
      'dist/lib/step.js': "import { inner } from './inner.js'; export const step = inner;",
      'dist/lib/inner.js': `export const inner = ${version};`,
      'dist/lib/data.json': `{"version":${version}}`,
    }),
  },
  CommonJS: {
    module: 'lib/index.cjs',
    files: (version) => ({
      'package.json': '{}',
      'lib/index.cjs': "module.exports = [require('./step.cjs'), require('./data.json').version];",
      'lib/step.cjs': "module.exports = require('./inner.cjs');",
      'lib/inner.cjs': `module.exports = ${version};`,
      'lib/data.json': `{"version":${version}}`,
    }),
  },
  'a module at the root': {
    module: 'index.mjs',
    files: (version) => ({
      'package.json': '{}',
      'index.mjs':
        "import { readFileSync } from 'node:fs'; import inner from './inner.cjs';\nexport default [inner, Number(readFileSync(new URL('version.txt', import.meta.url), 'utf8'))];",
      'inner.cjs': `module.exports = ${version};`,
      'version.txt': `${version}`,
    }),
  },
};

it.each(Object.entries(KINDS))(
  '%s: imported as it was, as it is now, and as it was again',
  async (_, { module, files }) => {
    const steps = [
      { files: files(1), identity: 'one' },
      { files: files(2), identity: 'two' },
      { files: {}, identity: 'two' },
      { files: files(3), identity: 'three' },
      { files: files(1), identity: 'one' },
    ];
    expect(await load(temporaryFolder(), module, steps)).toEqual([
      [1, 1],
      [2, 2],
      [2, 2],
      [3, 3],
      [1, 1],
    ]);
  },
);

it('a module that did not load is loaded once it is mended', async () => {
  const steps = [
    { files: { 'index.mjs': 'export default (;' }, identity: 'one' },
    { files: { 'index.mjs': 'export default 2;' }, identity: 'two' },
  ];
  expect(await load(temporaryFolder(), 'index.mjs', steps)).toEqual(['SyntaxError', 2]);
});

it('what a copy imports from elsewhere is what the original imports, from every folder above too', async () => {
  const above = temporaryFolder();
  const shared = 'globalThis.times = (globalThis.times ?? 0) + 1; export default globalThis.times;';
  write(above, {
    'store/hoisted/index.mjs': shared,
    'store/hoisted/package.json': '{"exports":"./index.mjs"}',
    'packages/ada/node_modules/own/index.mjs': 'export default "own";',
    'packages/ada/node_modules/own/package.json': '{"exports":"./index.mjs"}',
    'packages/ada/beside.mjs': 'export default "beside";',
  });
  mkdirSync(join(above, 'node_modules'));
  symlinkSync(join(above, 'store/hoisted'), join(above, 'node_modules/hoisted'));
  const importing = (version: number) => ({
    'dist/index.mjs': `import a from 'hoisted'; import b from 'own'; import c from '../beside.mjs';
      export default [${version}, a, b, c];`,
  });
  const steps = [
    { files: importing(1), identity: 'one' },
    { files: importing(2), identity: 'two' },
  ];
  expect(await load(join(above, 'packages/ada'), 'dist/index.mjs', steps)).toEqual([
    [1, 1, 'own', 'beside'],
    [2, 1, 'own', 'beside'],
  ]);
});

it('leaves no copy behind', async () => {
  const root = temporaryFolder();
  const files = { 'index.mjs': 'export default import.meta.filename;' };
  const steps = ['one', 'two'].map((identity) => ({ files, identity }));
  const [original, copy] = await load(root, 'index.mjs', steps);
  expect(original).toBe(join(root, 'index.mjs'));
  expect(copy).toMatch(/smolfaas-runtime-.*index\.mjs$/);
  expect([original, copy].map((path) => existsSync(String(path)))).toEqual([true, false]);
});

it('copies code only; all else is a link', () => {
  const root = temporaryFolder();
  write(root, { 'dist/a.js': '1', 'dist/.cache/b.js': '2', 'dist/node_modules/c/d.js': '3', 'dist/big.bin': '4' });
  const { folder, module } = copyCode(root, join(root, 'dist/a.js'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dist = dirname(module);
  const isLink = (name: string) => lstatSync(join(dist, name)).isSymbolicLink();
  expect(['a.js', '.cache', 'node_modules', 'big.bin'].map(isLink)).toEqual([false, true, true, true]);
});
