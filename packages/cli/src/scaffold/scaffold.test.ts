/** `smolfaas runtimes new` as a process: it writes a valid runtime and never overwrites files. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCliIn } from '../testing/run-cli.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const SLOW = { timeout: 60_000 };
const packages = fileURLToPath(new URL('../../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(packages, 'cli/package.json'), 'utf8')) as { version: string };

/** Installs the packages of this clone, as `npm install` would. */
function installInto(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@smolfaas'), { recursive: true });
  for (const name of ['core', 'llb', 'testing'])
    symlinkSync(join(packages, name), join(folder, 'node_modules/@smolfaas', name));
}

describe('smolfaas runtimes new', SLOW, () => {
  it('writes a package whose own tests pass, with the id in every place', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runCliIn(cwd, ['runtimes', 'new', 'zig-lang']);
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('../__golden__/runtimes-new.txt');

    const folder = join(cwd, 'smolfaas-runtime-zig-lang');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(texts.join('').match(/\bhello\b/)).toBeNull();
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
      name: 'smolfaas-runtime-zig-lang',
      dependencies: { '@smolfaas/llb': `^${version}` },
      devDependencies: { '@smolfaas/testing': `^${version}` },
      smolfaas: { runtimes: [{ id: 'zig-lang', detects: ['zig-lang.json'] }] },
    });

    installInto(folder);
    const env = { PATH: process.env['PATH'], HOME: cwd };
    const test = spawnSync(process.execPath, ['--test', '--test-reporter=tap'], { cwd: folder, env, encoding: 'utf8' });
    expect(test.stdout).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(test.stdout)?.[1])).toBeGreaterThan(20);
  });

  it('finds its template in the published package, tests included', () => {
    const cwd = join(packages, 'cli');
    const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
    const [packed] = JSON.parse(spawnSync('npm', pack, { cwd, encoding: 'utf8' }).stdout) as [
      { files: { path: string }[] },
    ];
    const shipped = packed.files.map(({ path }) => path).filter((path) => path.startsWith('templates/'));
    const template = readdirSync(join(cwd, 'templates'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(cwd.length + 1));
    expect(shipped.toSorted()).toEqual(template.toSorted());
    expect(shipped).toContain('templates/runtime/index.test.js');
  });

  it('says the same under --json', async () => {
    const { stdout } = await runCliIn(temporaryFolder(), ['runtimes', 'new', 'zig', '--json']);
    const folder = 'smolfaas-runtime-zig';
    expect(JSON.parse(stdout)).toMatchObject({ id: 'zig', package: folder, folder });
    expect(JSON.parse(stdout).files).toContain('example/zig.json');
  });

  it('overwrites nothing: neither files of a directory nor a file in its place', async () => {
    const cwd = temporaryFolder();
    const folder = join(cwd, 'smolfaas-runtime-zig');
    mkdirSync(folder);
    writeFileSync(join(folder, 'README.md'), 'mine');
    const refused = await runCliIn(cwd, ['runtimes', 'new', 'zig']);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('it is not empty; nothing was overwritten');
    expect(readdirSync(folder)).toEqual(['README.md']);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');

    writeFileSync(join(cwd, 'smolfaas-runtime-ada'), 'mine');
    expect((await runCliIn(cwd, ['runtimes', 'new', 'ada'])).stderr).toContain('it is not a directory');
  });

  it.each(['Zig', '7zip', 'a b', '../etc', '-', 'zig-', 'smolfaas-runtime-zig', 'x'.repeat(41)])(
    'refuses %j as an id and writes nothing',
    async (id) => {
      const cwd = temporaryFolder();
      const { code, stderr } = await runCliIn(cwd, ['runtimes', 'new', '--', id]);
      expect(code).toBe(2);
      expect(stderr).toContain('cannot be the id of a runtime');
      expect(readdirSync(cwd).filter((name) => name.startsWith('smolfaas'))).toEqual([]);
    },
  );

  it('tells when the id is the one of a runtime that is here already', async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runCliIn(cwd, ['runtimes', 'new', 'node']);
    expect(code).toBe(0);
    expect(stdout).toContain('Note: node is also the id of @smolfaas/runtime-node');
    expect(existsSync(join(cwd, 'smolfaas-runtime-node/index.js'))).toBe(true);
  });
});
