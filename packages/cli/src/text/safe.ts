/**
 * Makes foreign text safe to print. Directory names, build output and messages of other programs
 * may contain escape sequences. They move the cursor, recolour the screen or reverse the reading
 * direction, and a terminal would obey them.
 *
 * Invariants:
 *  1. All text that is not from SmolFaaS's source passes through here before it is printed.
 *  2. Changes are visible (an ESC becomes the four characters `\x1b`), because users cannot fix a
 *     name that they cannot see.
 */
import { stripVTControlCharacters } from 'node:util';

/**
 * Controls (C0, C1, DEL), lone surrogates, line separators, and the characters that embed, override
 * or isolate text direction (UAX #9).
 */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One line of text with every control character written out. */
export function safe(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Longer names are shortened to this many characters. */
const LONGEST = 300;
const HEAD = 60;
const TAIL = 30;

/**
 * A name in double quotes, so that spaces at its ends are visible. Leaves out the middle of a very
 * long name.
 */
export function quote(name: string): string {
  const shown = name.length <= LONGEST ? name : `${name.slice(0, HEAD)}…${name.slice(-TAIL)}`;
  const length = name.length <= LONGEST ? '' : ` (${name.length} characters)`;
  return `"${safe(shown).replaceAll('"', '\\"')}"${length}`;
}

/** A word of a command to paste into a POSIX shell. */
export function shellWord(word: string): string {
  const text = safe(word);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * One line of another program's output. Colours are dropped. Of a progress bar that rewrites its
 * line, only the last state is kept. Tabs become spaces. The rest is escaped like a name.
 */
export function safeLogLine(line: string): string {
  const bare = stripVTControlCharacters(line).replace(/[\r\n]+$/, '');
  return safe(bare.slice(bare.lastIndexOf('\r') + 1).replaceAll('\t', '  '));
}
