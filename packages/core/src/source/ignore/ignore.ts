/**
 * Stage 3, fingerprint, first half: what belongs to a function's source, and what does not.
 *
 * Only this file decides it. The walk queries these rules, the hash covers the walk's list, and a
 * build sends exactly that list: hashed = ignored = sent. `.gitignore` has no effect.
 *
 * | what | is | may be brought back by |
 * |---|---|---|
 * | `.git`, state files of SmolFaaS | always out | nothing |
 * | Dockerfile and ignore files of a Dockerfile function | always in: the frontend reads them | |
 * | anything that `.dockerignore` excludes | out | its own `!` lines |
 * | `.env*`, at any depth | out, with a notice | a `!` line that names it: `!.env` |
 * | litter of the runtime (`node_modules`), at any depth | out | a `!` line that names it |
 *
 * Gotcha: `!src` does not bring back `src/.env`. The last part of the line must be the name itself.
 * Otherwise users could publish secrets with a line that was meant for something else.
 */
import { basename, dirname, relative, sep } from 'node:path';
import { readIgnoreFile } from './ignore-file.js';
import { type IgnorePattern, isIgnored, mayReincludeBelow } from './ignore-pattern.js';

/** What the rules depend on besides the ignore file. */
export interface IgnoreOptions {
  /**
   * Path of the Dockerfile that the function is built from. If set, there is no litter, and the
   * frontend's files are always in.
   */
  readonly dockerfile: string | undefined;
  /** The links on the way to that Dockerfile, and the file at their end. */
  readonly links?: readonly string[];
  /** Names that the runtime's tools leave behind, at any depth. */
  readonly litter: readonly string[];
  /** Absolute path of the state database, which may lie anywhere, even inside a function. */
  readonly stateDb: string;
}

/**
 * `in`: hashed and sent. `ignored`: excluded by `.dockerignore`, which may contain exceptions below
 * it. `env`: left out because it looks like secrets. `never`: left out, with everything below it.
 */
export type Verdict = 'in' | 'ignored' | 'env' | 'never';

/** The rules of one function. Paths are relative to its directory and `/`-separated. */
export interface IgnoreRules {
  judge(path: string): Verdict;
  /** Whether something below an `ignored` directory may still be in. */
  mayReinclude(dir: string): boolean;
}

/**
 * The state database under its usual name, its lock and side files, and databases that were set
 * aside.
 */
const STATE_NAME = /^\.smolfaas(?:$|[-.])/;

/**
 * Reads the function's ignore file and builds its rules.
 * @param fn name of the function, for errors
 * @throws ignore-file-unusable
 */
export function loadRules(fn: string, dir: string, options: IgnoreOptions): IgnoreRules {
  return makeRules(dir, readIgnoreFile(fn, dir, options.dockerfile), options);
}

/**
 * The rules of a directory that a function shares: its own ignore file, and the litter of the
 * function's runtime.
 * @param at its path from the function's directory, for errors
 * @throws ignore-file-unusable
 */
export function loadSharedRules(
  fn: string,
  dir: string,
  at: string,
  { litter, stateDb }: Pick<IgnoreOptions, 'litter' | 'stateDb'>,
): IgnoreRules {
  return makeRules(dir, readIgnoreFile(fn, dir, undefined, at), { dockerfile: undefined, litter, stateDb });
}

/** The rules as a pure function of the patterns; `dir` only serves to locate the state database. */
export function makeRules(dir: string, patterns: readonly IgnorePattern[], options: IgnoreOptions): IgnoreRules {
  const litter = new Set(options.dockerfile === undefined ? options.litter : []);
  const frontend = [...frontendFiles(options.dockerfile), ...(options.links ?? [])];
  const isState = stateFiles(dir, options.stateDb);
  return {
    judge(path) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (name === '.git' || STATE_NAME.test(name) || isState(path)) return 'never';
      if (frontend.includes(path)) return 'in';
      if (patterns.length > 0 && isIgnored(patterns, path)) return 'ignored';
      if (name.startsWith('.env') && !isNamed(patterns, path, (last) => last.startsWith('.env'))) return 'env';
      if (litter.has(name) && !isNamed(patterns, path, (last) => last === name)) return 'never';
      return 'in';
    },
    mayReinclude: (path) => frontend.some((file) => file.startsWith(`${path}/`)) || mayReincludeBelow(patterns, path),
  };
}

/** Files that BuildKit's frontend reads by itself, beside the Dockerfile and at the root. */
function frontendFiles(dockerfile: string | undefined): readonly string[] {
  return dockerfile === undefined ? [] : [dockerfile, `${dockerfile}.dockerignore`, '.dockerignore'];
}

/** Whether an exception's last part names exactly this name. */
function isNamed(patterns: readonly IgnorePattern[], path: string, about: (last: string) => boolean): boolean {
  return patterns.some(
    (pattern) =>
      pattern.exception && about(basename(pattern.text)) && isIgnored([{ ...pattern, exception: false }], path),
  );
}

/**
 * SQLite's journals end in `-journal`, `-wal`, `-shm`; the lock in `-lock`; a damaged database in
 * `.corrupt-<time>`.
 */
function stateFiles(dir: string, stateDb: string): (path: string) => boolean {
  const place = relative(dir, dirname(stateDb)).split(sep).join('/');
  const base = (place === '' ? '' : `${place}/`) + basename(stateDb);
  return (path) =>
    path.startsWith(base) && (path.length === base.length || /^(?:-|\.corrupt-)/.test(path.slice(base.length)));
}
