/**
 * Do the ignore rules of the git repository cover the state files? Read from the rules themselves:
 * SmolFaaS runs no program that a project or a PATH could provide.
 *
 *     .git/info/exclude, then the .gitignore of each directory from the root of the repository down to
 *     that of the database; the last rule that matches decides
 *
 * Gotchas:
 *  1. In a git worktree and in a submodule, `.git` is a file that names git's directory.
 *  2. Rules in the user's own git configuration are not read, except git's default file for them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore from 'ignore';

/** The directory of the repository that contains this directory; undefined outside of any. */
export function repositoryOf(dir: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** Whether git ignores this file. @param configuration git's directory in the user's configuration */
export function isIgnored(path: string, repository: string, configuration: string): boolean {
  const parts = relative(repository, dirname(path)).split(sep).filter(Boolean);
  const directories = [repository, ...parts.map((_, at) => join(repository, ...parts.slice(0, at + 1)))];
  const files = [
    { base: repository, file: join(configuration, 'ignore') },
    { base: repository, file: join(commonDirectory(repository), 'info', 'exclude') },
    ...directories.map((base) => ({ base, file: join(base, '.gitignore') })),
  ];
  let verdict = false;
  for (const { base, file } of files) {
    const { ignored, unignored } = ignore().add(textOf(file)).test(relative(base, path).split(sep).join('/'));
    if (ignored || unignored) verdict = ignored;
  }
  return verdict;
}

/** Git's own directory of the repository, which its worktrees share. */
function commonDirectory(repository: string): string {
  const own = join(repository, '.git');
  const [, linked] = /^gitdir: (.*)/.exec(textOf(own)) ?? [];
  if (linked === undefined) return own;
  const directory = resolve(repository, linked);
  return resolve(directory, textOf(join(directory, 'commondir')).trim());
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Missing, or a directory.
  }
}
