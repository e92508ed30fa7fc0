/**
 * JSON files of a function, with the place of a fault.
 *
 * Invariant: accepts exactly what `JSON.parse` accepts, besides a byte order mark, because the
 * function's own tools read the file as well. momoa only finds the place of a fault: the messages of
 * `JSON.parse` have none in some versions of Node.js.
 */
import type { SourceTree } from '@smolfaas/core';
import { parse } from '@humanwhocodes/momoa';
import { faulty, isObject, type Read } from './read.js';

/** Reads an object. */
export function readJson(tree: SourceTree, file: string): Read {
  const text = tree.readText(file)?.replace(/^\uFEFF/, '');
  if (text === undefined) return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { value } : faulty({ file, line: 1, column: 1, reason: 'an object { … } is expected' });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return faulty({ file, ...faultOf(text, error) });
  }
}

function faultOf(text: string, error: SyntaxError) {
  if (isAtEnd(text, error.message)) {
    const lines = text.trimEnd().split('\n');
    const column = (lines.at(-1) ?? '').length + 1;
    return { line: lines.length, column, reason: reasonOf('Unexpected end of input found.') };
  }
  try {
    parse(text);
  } catch (found) {
    if (found instanceof Error && 'line' in found && 'column' in found)
      return { line: Number(found.line), column: Number(found.column), reason: reasonOf(found.message) };
    throw found;
  }
  return { line: 1, column: 1, reason: error.message };
}

/** momoa reports the last token when the text ends too early, and `JSON.parse` the position after it. */
function isAtEnd(text: string, message: string): boolean {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return message.includes('end of JSON input') || Number(position ?? -1) >= text.trimEnd().length;
}

/** momoa's `Unexpected token String found. (4:3)`, with what usually causes it. */
function reasonOf(message: string): string {
  const [, seen = ''] = /^Unexpected (.+?) found\./.exec(message) ?? [];
  const [token, cause] = CAUSES.find(([words]) => seen === words)?.slice(1) ?? [seen, undefined];
  return `unexpected ${token}${cause === undefined ? '' : ` (${cause})`}`;
}

const CAUSES = [
  ['token RBrace', '}', 'no comma may follow the last entry'],
  ['token RBracket', ']', 'no comma may follow the last entry'],
  ['token String', 'text', 'is a comma or a colon missing before it?'],
  ['token Number', 'number', 'is a comma or a bracket missing?'],
  ['token LBrace', '{', 'is a comma missing before it?'],
  ['token LBracket', '[', 'is a comma missing before it?'],
  ['token Comma', ',', 'is a value missing before it?'],
  ['token Colon', ':', 'is a quote or a name missing before it?'],
  ["character '/'", '/', 'JSON has no comments'],
  ["character '''", "'", 'texts are in double quotes'],
  ['end of input', 'end of the file', 'is a closing bracket or quote missing?'],
] as const;
