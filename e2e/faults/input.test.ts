/**
 * Bad names and bad sources: each is refused by name, costs no other function anything, and nothing is lost.
 * The numbers are the project's own rows of faults; one `up` meets many of them at once, as a user's folder would.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
});
afterAll(() => project.dispose());

describe('a folder with good and bad functions', () => {
  const badNames = ['Hello', 'a_b', 'a.b', '-a', 'with space', '🙂', 'new\nline', 'esc\u001b[31mred'];
  const long = 'n'.repeat(41);
  let result: CliResult;

  beforeAll(async () => {
    for (const name of [...badNames, long, 'a', 'ab', 'a-b']) await project.write(name, nodeFunction(name.slice(0, 5)));
    await project.write('nothing', { 'notes.txt': 'no manifest' });
    await project.write('both', { ...nodeFunction('both'), 'requirements.txt': '' });
    await project.write('fifo', nodeFunction());
    execFileSync('mkfifo', [join(project.functionsDir, 'fifo', 'pipe')]);
    await project.write('vanished', nodeFunction());
    await mkdir(join(project.functionsDir, '_passed'));
    await mkdir(join(project.functionsDir, 'node_modules'));
    await writeFile(join(project.functionsDir, 'plain-file'), '');
    result = await project.expectRun(1, 'up');
  });

  it('row 1: refuses each bad name in words, safely quoted, and suggests a good one', () => {
    expect(result.stderr).toContain(
      '"Hello" is not a valid function name (lower-case letters, digits, -; max 40). Try "hello"',
    );
    for (const name of ['a_b', 'a.b', '-a', 'with space'])
      expect(result.stderr).toContain(`"${name}" is not a valid function name`);
    expect(result.stdout + result.stderr).not.toContain('\u001b[31mred');
    expect(result.stderr).toContain('new\\nline');
  });

  it('row 2: refuses a name that is too long, with its length', () => {
    expect(result.stderr).toMatch(/n{41}.*41/);
  });

  it('row 3: routes a, ab and a-b each to itself', async () => {
    for (const name of ['a', 'ab', 'a-b'])
      expect(await project.invoke(name, '/x')).toMatchObject({ version: name, path: '/x' });
  });

  it('row 7: says what was looked for where nothing was recognised, and the line that would help', () => {
    expect(result.stderr).toMatch(/nothing.*Dockerfile.*go\.mod.*package\.json.*(pyproject\.toml|requirements\.txt)/s);
    expect(result.stderr).toContain('npm init -y');
  });

  it('row 7: notes which runtime won where several match', async () => {
    expect(result.stderr).toMatch(/both.*node.*python/);
    expect(await project.invoke('both')).toMatchObject({ version: 'both' });
  });

  it('row 9: names a FIFO without opening it', () => {
    expect(result.stderr).toMatch(/fifo: pipe is a named pipe; add it to \.dockerignore/);
  });

  it('passes over hidden folders, node_modules and plain files', () => {
    expect(result.stdout + result.stderr).not.toMatch(/_passed|plain-file|functions\/node_modules/);
  });

  it('shows no stack trace', () => {
    expect(result.stdout + result.stderr).not.toMatch(/\n\s+at .*\(/);
  });

  it('row 9: an ignored FIFO is no fault', async () => {
    await project.write('fifo', { '.dockerignore': 'pipe\n' });
    for (const name of [...badNames, long, 'nothing']) await rm(join(project.functionsDir, name), { recursive: true });
    await project.expectRun(0, 'up');
    expect(await project.invoke('fifo')).toMatchObject({ version: '1' });
  });

  it('row 6: keeps a function whose directory is gone, warns, and check has a line for it', async () => {
    await rm(join(project.functionsDir, 'ab'), { recursive: true });
    const up = await project.expectRun(0, 'up');
    expect(up.stderr).toMatch(/ab.*(gone|no longer)/s);
    expect((await project.call('/invoke/ab')).status).toBe(200);
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain("✗ Source directory gone (run 'smolfaas down ab')");
  });

  it('row 6: --remove-orphans removes it', async () => {
    await project.expectRun(0, 'up', '--remove-orphans');
    expect((await project.call('/invoke/ab')).status).toBe(404);
    await project.expectRun(0, 'check');
  });

  it('row 8: a function directory may be a link inside the folder, never one out of it', async () => {
    await symlink('a', join(project.functionsDir, 'linked'));
    await symlink('/etc', join(project.functionsDir, 'outside'));
    const up = await project.expectRun(1, 'up');
    expect(up.stderr).toMatch(/outside.*\/etc/);
    expect(await project.invoke('linked')).toMatchObject({ version: 'a' });
    await rm(join(project.functionsDir, 'outside'));
  });

  it('row 5: removes nothing when every directory is gone while functions are deployed', async () => {
    const before = await project.containers();
    const moved = await project.run('up', '-d', await emptyDirectory());
    expect(moved.code).not.toBe(0);
    await rm(project.functionsDir, { recursive: true });
    await mkdir(project.functionsDir);
    const up = await project.expectRun(1, 'up');
    expect(up.stderr).toMatch(
      /0 sources in .*6 deployed \(a, a-b, both, fifo, linked, vanished\); nothing was removed/,
    );
    expect((await project.containers()).map((c) => c.Id)).toEqual(before.map((c) => c.Id));
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain("✗ Source directory gone (run 'smolfaas down a')");
  });
});

async function emptyDirectory(): Promise<string> {
  const path = join(project.dir, 'empty');
  await mkdir(path, { recursive: true });
  return path;
}

describe('the functions directory itself', () => {
  it('row 4: missing, or a file: exit 2, nothing touched', async () => {
    const missing = await project.expectRun(2, 'up', '-d', './nope');
    expect(missing.stderr).toMatch(/functions directory ".*\/nope" not found/);
    await writeFile(join(project.dir, 'file'), '');
    const file = await project.expectRun(2, 'up', '-d', './file');
    expect(file.stderr).toMatch(/".*\/file" is not a directory/);
  });

  it('row 5: empty and nothing deployed: exit 0 with a hint', async () => {
    const fresh = await TestProject.create();
    const up = await fresh.expectRun(0, 'up');
    expect(up.stdout + up.stderr).toMatch(/functions/);
    expect(await fresh.leftovers()).toEqual([]);
    await fresh.dispose();
  });
});

describe('row 10: what cannot be read', () => {
  it('names the file and the reason, and builds nothing', async () => {
    const other = await TestProject.create();
    await other.write('fn', { ...nodeFunction(), 'secrets/key.txt': 'x' });
    await chmod(join(other.functionsDir, 'fn', 'secrets', 'key.txt'), 0);
    const result = await other.runBoundByPermissions('up');
    expect(result.stderr).toContain('cannot read secrets/key.txt (EACCES)');
    expect(result.code).toBe(1);
    expect(await other.images()).toEqual([]);
    await other.dispose();
  });
});
