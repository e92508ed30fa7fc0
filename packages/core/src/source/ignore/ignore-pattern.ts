/**
 * One pattern of a `.dockerignore`, and what a list of them decides.
 *
 * The language is Docker's (documented under "Dockerfile reference: .dockerignore file",
 * implemented by moby/patternmatcher): Go's `filepath.Match` plus `**`. It looks like `.gitignore`
 * but differs: every pattern is anchored at the root, matching is case-sensitive, and `!` may
 * re-include something below an excluded directory.
 *
 * | pattern | meaning |
 * |---|---|
 * | `*`, `?` | any run of characters, one character; never `/` |
 * | `[a-z]`, `[^a]` | one of these, none of these |
 * | `**` | any number of directories, including none |
 * | `\x` | the character x itself |
 * | `!pattern` | an exception: includes what it matches again |
 *
 * Invariants:
 *  1. The last pattern that matches decides.
 *  2. A pattern that matches a directory matches everything below it.
 */

/** A pattern with any of these characters is more than the literal text of one path. */
const SPECIAL = /[*?[\\]/;

/** A compiled pattern. `text` is cleaned: no leading or trailing slash, no `.` or `..` inside. */
export interface IgnorePattern {
  readonly text: string;
  /** Written with `!`: includes matching paths again. */
  readonly exception: boolean;
  /** Whether the pattern matches exactly this path (not one of its parents). */
  matches(path: string): boolean;
}

/**
 * Whether these patterns exclude a path. Order matters. Each pattern is matched against the path
 * and all its parents.
 * @param path relative to the root, `/`-separated
 */
export function isIgnored(patterns: readonly IgnorePattern[], path: string): boolean {
  const lineage = withParents(path);
  let ignored = false;
  for (const pattern of patterns) {
    // An exception can only include what is excluded; any other pattern can only exclude.
    if (pattern.exception === ignored && lineage.some((one) => pattern.matches(one))) ignored = !pattern.exception;
  }
  return ignored;
}

/** `a/b/c` gives `a/b/c`, `a/b` and `a`. */
function withParents(path: string): string[] {
  const lineage = [path];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) lineage.push(path.slice(0, at));
  return lineage;
}

/**
 * Whether an exception might include something below an ignored directory, which then has to be
 * walked. Conservative rather than exact: a wildcard counts as a match for anything.
 */
export function mayReincludeBelow(patterns: readonly IgnorePattern[], dir: string): boolean {
  const steps = dir.split('/');
  return patterns.some((pattern) => pattern.exception && reachesBelow(pattern.text.split('/'), steps));
}

function reachesBelow(pattern: readonly string[], dir: readonly string[]): boolean {
  for (const [index, step] of dir.entries()) {
    const part = pattern[index];
    // The pattern ends here: it can only match this directory or a parent, already judged.
    if (part === undefined) return false;
    if (part.includes('**')) return true;
    if (!SPECIAL.test(part) && part !== step) return false;
  }
  return pattern.length > dir.length;
}

/**
 * Compiles one line that is neither blank nor a comment.
 * @throws Error whose message says what is wrong with the pattern
 */
export function compilePattern(line: string): IgnorePattern {
  const exception = line.startsWith('!');
  const text = clean(exception ? line.slice(1).trim() : line);
  if (text === '') throw new Error(`"${line}" excludes nothing`);
  return { text, exception, matches: matcher(text) };
}

/** Compares plain text; anything else becomes a regular expression. */
function matcher(text: string): (path: string) => boolean {
  if (!SPECIAL.test(text)) return (path) => path === text;
  // `**.log`, without a slash: moby then compares path suffixes, so it also matches `x.log`.
  const end = text.slice(2);
  if (text.startsWith('**') && /^[^/]/.test(end) && !SPECIAL.test(end)) return (path) => path.endsWith(end);
  const regexp = toRegExp(text);
  return (path) => regexp.test(path);
}

/**
 * Go's `path.Clean`, with the path taken as relative to the root. A pattern for the root itself
 * remains `.`.
 */
function clean(pattern: string): string {
  if (pattern === '') return '';
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && pattern.startsWith('/')) continue;
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
}

/** The pattern as a regular expression over a whole path. */
function toRegExp(text: string): RegExp {
  let source = '';
  for (let rest = text; rest !== ''; ) {
    const [token, regexp] = nextToken(rest);
    source += regexp;
    rest = rest.slice(token.length);
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch (cause) {
    throw new Error(`"${text}" is not a valid pattern`, { cause });
  }
}

/** The next token of a pattern, and its regular expression. */
function nextToken(rest: string): readonly [token: string, regexp: string] {
  const stars = /^\*\*\/?/.exec(rest)?.[0];
  if (stars !== undefined) return [stars, stars === rest ? '.*' : '(?:.*/)?'];
  if (rest.startsWith('*')) return ['*', '[^/]*'];
  if (rest.startsWith('?')) return ['?', '[^/]'];
  if (rest.startsWith('[')) return characterClass(rest);
  const character = /^\\?./su.exec(rest)?.[0] ?? rest;
  if (character === '\\') throw new Error(`"${rest}" ends in a backslash`);
  return [character, character === '-' ? '-' : literal(character.replace(/^\\(?=.)/su, ''))];
}

/**
 * One member of a class, `a`, `\\]` or `a-z`. As in Go, a literal hyphen or bracket needs a
 * backslash.
 */
const MEMBER = String.raw`(?:\\.|[^\\\]-])`;
const CLASS = new RegExp(String.raw`^\[(\^?)((?:${MEMBER}(?:-${MEMBER})?)+)\]`, 'su');

/** `[a-z]` and `[^a-z]`; `/` never matches. */
function characterClass(rest: string): readonly [token: string, regexp: string] {
  const [token, not, inner] = CLASS.exec(rest) ?? [];
  if (token === undefined || inner === undefined) throw new Error(`"${rest}" has a malformed [ ]`);
  const members = inner.replaceAll(/\\(.)|\[/gsu, (found, quoted?: string) => literal(quoted ?? found));
  return [token, `(?!/)[${not}${members}]`];
}

/** Escapes a literal character, for use inside and outside a class. */
const literal = (character: string): string => character.replace(/[$()*+./?[\\\]^{|}-]/u, String.raw`\$&`);
