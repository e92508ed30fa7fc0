/**
 * Names as they may be shown on a terminal.
 *
 * File and directory names come from whoever wrote the function: they may hold newlines, escape sequences that repaint the
 * screen, characters that turn the direction of the line around, or bytes that are no text at all. Every name that reaches
 * a message passes through here once.
 *
 * What must stay true: harmless names come out as they went in, and quoting twice is the same as quoting once (a backslash
 * is left alone), so that a name may be quoted both where it is found and where it is printed.
 */
import { isUtf8 } from 'node:buffer';

/** Control, format (direction, zero width), line and paragraph separators, halves of surrogate pairs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes a name safe to print. Bytes that are not UTF-8 appear as `\xe9`, control characters as `\n`, `\x1b` or `\u{202e}`.
 * Takes the raw bytes where there are any: once decoded, the bytes that were wrong are lost.
 */
export function quoteName(name: string | Uint8Array): string {
  if (typeof name === 'string') return name.replace(UNSAFE, escaped);
  if (isUtf8(name)) return quoteName(Buffer.from(name).toString('utf8'));
  return quoteBytes(Buffer.from(name));
}

/** Keeps the runs of valid UTF-8 in bytes that are not valid as a whole. A character has at most four bytes. */
function quoteBytes(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((n) => at + n <= bytes.length && isUtf8(bytes.subarray(at, at + n)));
    text += length === undefined ? hex(bytes[at] ?? 0) : quoteName(bytes.toString('utf8', at, at + length));
    at += length ?? 1;
  }
  return text;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return SHORT[character] ?? (code < 0x80 ? hex(code) : `\\u{${code.toString(16)}}`);
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
