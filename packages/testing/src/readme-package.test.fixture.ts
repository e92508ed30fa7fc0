/**
 * README.md's snippets, and a package outside this repository in which they run, as an author has
 * it. It has package.json, index.js, and the libraries in node_modules. The snippets run in a
 * process of their own, from the built code.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export const readme = readFileSync(here('../README.md'), 'utf8');

/** The first snippet that contains this text. */
export function snippetWith(text: string): string {
  const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code ?? '');
  const found = snippets.find((code) => code.includes(text));
  if (found === undefined) throw new Error(`README.md has no snippet with ${text}`);
  return found;
}

export interface ReadmePackage {
  run(
    file: string,
    code: string,
    args: readonly string[],
  ): { readonly stdout: string; readonly stderr: string; readonly status: number | null };
  /** The same under vitest, with one import line replaced by another. */
  runInVitest(
    file: string,
    code: string,
    node: string,
    vitest: string,
  ): { readonly stdout: string; readonly status: number | null };
  remove(): void;
}

/**
 * @param runtime compiled module, relative to dist, whose `handler` the package exports as `runtime`
 * @param example files of the folder `example`, texts by path
 */
export function readmePackage(
  packageJson: object,
  runtime: string,
  example: Readonly<Record<string, string>> = {},
): ReadmePackage {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-readme-')));
  mkdirSync(join(directory, 'node_modules/@smolfaas'), { recursive: true });
  for (const name of ['core', 'engine-docker', 'router-caddy', 'state-sqlite', 'testing'])
    symlinkSync(here(`../../${name}`), join(directory, 'node_modules/@smolfaas', name));
  const vitestPackage = fileURLToPath(import.meta.resolve('vitest/package.json'));
  symlinkSync(dirname(vitestPackage), join(directory, 'node_modules/vitest'));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module', ...packageJson }));
  const handler = new URL(`../dist/${runtime}`, import.meta.url).href;
  writeFileSync(join(directory, 'index.js'), `export { handler as runtime } from ${JSON.stringify(handler)};\n`);
  mkdirSync(join(directory, 'example'));
  for (const [path, text] of Object.entries(example)) writeFileSync(join(directory, 'example', path), text);
  const run: ReadmePackage['run'] = (file, code, args) => {
    writeFileSync(join(directory, file), code);
    const { VITEST: _, VITEST_POOL_ID: __, NODE_OPTIONS: ___, ...env } = process.env;
    const options = { cwd: directory, env: { ...env, NO_COLOR: '1' }, encoding: 'utf8', timeout: 170_000 } as const;
    return spawnSync(process.execPath, [...args, file], options);
  };
  return {
    run,
    runInVitest(file, code, node, vitest) {
      if (!code.includes(node) || !readme.includes(`\`${vitest}\``))
        throw new Error(`README.md does not say: ${vitest}`);
      return run(file, code.replace(node, vitest), ['node_modules/vitest/vitest.mjs', 'run']);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
