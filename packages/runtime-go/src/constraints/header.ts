/**
 * The beginning of a Go file: comments with build constraints, the package clause, the imports.
 *
 * Rules of the go command: constraints are line comments before the package clause. `//go:build`
 * makes it ignore `// +build`, which counts only with a blank line between it and the clause.
 * Invariant: a comment never hides or adds a clause, an import or a constraint.
 */
import { buildExpression, type Condition, plusBuild } from './expression.js';

export interface Header {
  /** The name after `package`; undefined when the file has no package clause. */
  readonly packageName: string | undefined;
  /** The file's constraint; undefined when it has none. */
  readonly condition: Condition | undefined;
  /** Import paths in their order. */
  readonly imports: readonly string[];
}

export function readHeader(text: string): Header {
  const { comments, rest } = splitComments(text.replace(/^\uFEFF/, ''));
  return { packageName: PACKAGE.exec(rest)?.[1], condition: conditionIn(comments), imports: importsIn(rest) };
}

const PACKAGE = /^\s*package\s+([\p{L}_][\p{L}\p{Nd}_]*)/u;
/** Blanks, a line comment, or a block comment. */
const BEFORE_CLAUSE = /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y;

/** What precedes the package clause, with block comments blanked out, and everything from it on. */
function splitComments(text: string): { readonly comments: string; readonly rest: string } {
  let comments = '';
  let at = 0;
  for (;;) {
    BEFORE_CLAUSE.lastIndex = at;
    const part = BEFORE_CLAUSE.exec(text)?.[0];
    if (part === undefined) return { comments, rest: text.slice(at) };
    comments += part.startsWith('/*') ? '/**/' : part;
    at += part.length;
  }
}

function conditionIn(comments: string): Condition | undefined {
  const lines = comments.split('\n').map((line) => line.trim());
  const [expression] = lines.flatMap((line) => /^\/\/go:build\s+(.*)$/.exec(line)?.[1] ?? []);
  if (expression !== undefined) return buildExpression(expression);
  const end = lines.findLastIndex((line, index) => line === '' && index < lines.length - 1);
  const older = lines.slice(0, Math.max(0, end)).flatMap((line) => /^\/\/\s*\+build\s+(.*)$/.exec(line)?.[1] ?? []);
  const conditions = older.map(plusBuild);
  return conditions.length === 0 ? undefined : (tags) => conditions.every((one) => one(tags));
}

/** A blank, a comment, a semicolon, or an import declaration; nothing else precedes other code. */
const IMPORT =
  /\s+|;|\/\/[^\n]*|\/\*[^]*?\*\/|import\b\s*(?:\(((?:[^()"'`/]|"[^"\n]*"|`[^`]*`|\/\/[^\n]*|\/\*[^]*?\*\/)*)\)|([^"`\n]*(?:"[^"\n]*"|`[^`]*`)))/y;

function importsIn(rest: string): readonly string[] {
  const paths: string[] = [];
  let at = PACKAGE.exec(rest)?.[0].length ?? rest.length;
  for (;;) {
    IMPORT.lastIndex = at;
    const [part, block, one] = IMPORT.exec(rest) ?? [];
    if (part === undefined) return paths;
    paths.push(...pathsIn(block ?? one ?? ''));
    at += part.length;
  }
}

const pathsIn = (specs: string): readonly string[] =>
  [...specs.matchAll(/\/\/[^\n]*|\/\*[^]*?\*\/|"([^"\n]*)"|`([^`]*)`/g)].flatMap(([, one, raw]) => one ?? raw ?? []);
