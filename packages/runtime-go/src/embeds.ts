/**
 * What `//go:embed` directives of a Go file put into the binary.
 *
 * Patterns are paths from the file's directory, `all:` before one is ignored here, and `*`, `?` and
 * `[…]` match within one part of a path. A directory includes what is below it.
 */

/** Whether a path of the function, or something below it, is embedded. */
export type Embeds = (path: string) => boolean;

/** @param dir the directory of the file */
export function embedsOf(dir: string, text: string): Embeds {
  const patterns = [...text.matchAll(/^\s*\/\/go:embed\s+(.+)$/gm)]
    .flatMap(([, line = '']) => [...line.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)])
    .map(([, quoted, raw, bare]) => (quoted ?? raw ?? bare ?? '').replace(/^all:/, ''))
    .map((pattern) => [...(dir === '' ? [] : dir.split('/')), ...pattern.split('/')].map(partPattern));
  return (path) => {
    const parts = path.split('/');
    // The shorter of both decides: `web` embeds `web/a.css`, and `web/*` embeds something of `web`.
    return patterns.some((pattern) =>
      pattern.slice(0, parts.length).every((part, index) => part.test(parts[index] ?? '')),
    );
  };
}

/** One part of a pattern as a regular expression, with the meaning of Go's path.Match. */
function partPattern(part: string): RegExp {
  const source = part.replace(/\\?[.+^${}()|\\]|\*|\?/g, (sign) => {
    if (sign === '*') return '.*';
    return sign === '?' ? '.' : `\\${sign.at(-1)}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/; // the go command reports a malformed pattern
  }
}
