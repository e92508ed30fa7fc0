/**
 * Pattern matching with the semantics of .dockerignore, case-sensitive as on Linux.
 *
 * Used by the filter and `followPaths`. The rules are those of @balena/dockerignore: order matters,
 * `!` takes back, `**` spans directories, and a match on a parent applies to what is below.
 * Gotcha: that library turns a pattern into a regular expression without escaping `+(){}|`. They
 * have no meaning in Docker but are common in names such as `(group)` or `c++`. This file escapes
 * them first.
 */
import dockerignore from '@balena/dockerignore';

/**
 * Returns a matcher that is true for paths that match the patterns; without patterns it matches
 * nothing.
 */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = dockerignore.default({ ignorecase: false }).add(patterns.map(escapeForMatcher));
  return (path) => rules.ignores(path);
}

function escapeForMatcher(pattern: string): string {
  return pattern.replace(/\\.|[+(){}|]/g, (found) => (found.length > 1 ? found : `\\${found}`));
}
