/**
 * The import and export specifiers of a TypeScript file, by pattern instead of by parser: the compiler offers no API in
 * this version, and the formatter puts every import at the start of a line.
 *
 * Template literals are blanked first, because tests hold whole programs in them; comment lines cannot match, because
 * they start with `*` or `//`.
 */
const STATIC = /^(import|export)\s+(type\s)?(?:[^'";=()]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;
const TEMPLATE = /`(?:[^`\\]|\\[\s\S])*`/g;
const COMMENT_LINE = /^\s*(?:\*|\/\/|\/\*)/;

/** Every import of `source`: `{ specifier, isType, line }`, lines counted from 1. A side-effect import counts as a value. */
export function findImports(source) {
  const text = source.replace(TEMPLATE, (literal) => literal.replace(/[^\n]/g, ' '));
  const lineAt = (index) => text.slice(0, index).split('\n').length;
  const found = [...text.matchAll(STATIC)].map((match) => ({
    specifier: match[3],
    isType: match[2] !== undefined,
    line: lineAt(match.index + match[0].length),
  }));
  for (const match of text.matchAll(DYNAMIC)) {
    const line = lineAt(match.index);
    const lineText = text.split('\n')[line - 1];
    if (!COMMENT_LINE.test(lineText)) found.push({ specifier: match[1], isType: false, line });
  }
  return found;
}
