/**
 * Pattern matching with the semantics of .dockerignore, case-sensitive as on Linux.
 *
 * Place: under the filter and `followPaths`. The rules (order matters, `!` takes back, `**` spans directories, a match
 * on a parent applies to what is below) are @balena/dockerignore's.
 * Surprise: that library turns a pattern into a regular expression without escaping `+(){}|`, which mean nothing to
 * Docker but are common in names such as `(group)` or `c++`; they are escaped before it sees them.
 */
import dockerignore from '@balena/dockerignore';

/** True for paths that the patterns hit; no patterns hit nothing. */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = dockerignore.default({ ignorecase: false }).add(patterns.map(escapeForMatcher));
  return (path) => rules.ignores(path);
}

function escapeForMatcher(pattern: string): string {
  return pattern.replace(/\\.|[+(){}|]/g, (found) => (found.length > 1 ? found : `\\${found}`));
}
