/**
 * Makes names safe to show on a terminal.
 *
 * The author of a function chooses its file and directory names. These may contain newlines, escape
 * sequences that repaint the screen, characters that reverse the text direction, or bytes that are
 * not text. Every name that appears in a message passes through here once.
 *
 * Invariant: harmless names do not change, and quoting twice equals quoting once (a backslash is
 * left alone). A name may therefore be quoted both where it is found and where it is printed.
 */
import { isUtf8 } from 'node:buffer';

/**
 * Control and format characters (direction, zero width), line and paragraph separators, halves of
 * surrogate pairs.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes a name safe to print. Bytes that are not UTF-8 appear as `\xe9`, control characters as
 * `\n`, `\x1b` or `\u{202e}`. Pass the raw bytes if available: decoding loses the invalid ones.
 */
export function quoteName(name: string | Uint8Array): string {
  if (typeof name === 'string') return name.replace(UNSAFE, escaped);
  if (isUtf8(name)) return quoteName(Buffer.from(name).toString('utf8'));
  return quoteBytes(Buffer.from(name));
}

/**
 * Keeps the valid UTF-8 sequences in bytes that are not valid as a whole. A character has at most
 * four bytes.
 */
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
