/** Whether git ignores the state files, compared with git itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { isIgnored, repositoryOf } from './ignored-by-git.js';

const PATH = 'app/.smolfaas';

/** What git says, and what SmolFaaS says. */
function verdicts(files: Readonly<Record<string, string>>): readonly [git: boolean, ours: boolean] {
  const root = realpathSync(temporaryFolder());
  const config = join(root, 'config/git');
  const repository = join(root, 'repository');
  const git = (...args: string[]) => {
    const env = { ...process.env, XDG_CONFIG_HOME: join(root, 'config'), HOME: root };
    return execFileSync('git', args, { cwd: repository, env, stdio: 'pipe' });
  };
  mkdirSync(join(repository, 'app'), { recursive: true });
  git('init', '--quiet');
  for (const [name, text] of Object.entries(files)) {
    const file = name === '~' ? join(config, 'ignore') : join(repository, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const known = () => {
    try {
      return git('check-ignore', '--quiet', PATH).length === 0;
    } catch {
      return false;
    }
  };
  return [known(), isIgnored(join(repository, PATH), repository, config)];
}

it.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['no rules', {}, false],
  ['other rules', { '.gitignore': 'node_modules\n*.log\n' }, false],
  ['the rule of the hint', { '.gitignore': 'app/.smolfaas*\n' }, true],
  ['a pattern without a directory', { '.gitignore': '.smolfaas*\n' }, true],
  ['all dot files', { '.gitignore': '.*\n' }, true],
  ['a rule below', { 'app/.gitignore': '/.smolfaas*\n' }, true],
  ['a rule below that takes it back', { '.gitignore': '.smolfaas*\n', 'app/.gitignore': '!.smolfaas\n' }, false],
  ['a rule that is anchored elsewhere', { '.gitignore': '/.smolfaas*\n' }, false],
  ['the rules of this clone', { '.git/info/exclude': '.smolfaas*\n' }, true],
  ['the rules of the user', { '~': '.smolfaas*\n' }, true],
  ['an ignored directory', { '.gitignore': 'app/\n' }, true],
])('%s', (_, files, expected) => {
  expect(verdicts(files)).toEqual([expected, expected]);
});

it('reads the rules of the clone in a worktree, too', () => {
  const root = realpathSync(temporaryFolder());
  const git = (...args: string[]) => execFileSync('git', args, { cwd: join(root, 'clone'), stdio: 'pipe' });
  mkdirSync(join(root, 'clone'));
  git('init', '--quiet');
  git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '--allow-empty', '-m', 'first');
  git('worktree', 'add', '--quiet', join(root, 'tree'));
  const tree = join(root, 'tree');
  expect(isIgnored(join(tree, '.smolfaas'), tree, root)).toBe(false);
  mkdirSync(join(root, 'clone/.git/info'), { recursive: true });
  writeFileSync(join(root, 'clone/.git/info/exclude'), '.smolfaas*\n');
  expect(isIgnored(join(tree, '.smolfaas'), tree, root)).toBe(true);
});

it('finds the repository from below, and none outside of any', () => {
  const root = realpathSync(temporaryFolder());
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/.git'), 'gitdir: elsewhere\n');
  expect([repositoryOf(join(root, 'a/b')), repositoryOf(root)]).toEqual([join(root, 'a'), undefined]);
});
