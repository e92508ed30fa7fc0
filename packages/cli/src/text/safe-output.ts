/**
 * Makes a line of a function's output safe to print. Its colours are wanted on a terminal, but it
 * must not move the cursor, change the title, or recolour the lines of other functions.
 *
 * Invariants:
 *  1. Of escape sequences, at most SGR (colours and styles, ECMA-48 8.3.117) are kept, and then the
 *     line ends with a reset.
 *  2. All other controls are removed or shown, see safe.ts. Tabs are kept: they harm nothing, and
 *     programs read them.
 */
import { stripVTControlCharacters } from 'node:util';
import { safe } from './safe.js';

const SGR = /(\u001b\[[\d;:]*m)/u;
const RESET = '\u001b[0m';

/** @param colour whether the reader shows colours; otherwise none is kept */
export function safeOutput(line: string, colour: boolean): string {
  const last = line.slice(line.lastIndexOf('\r') + 1);
  if (!last.includes('\u001b')) return plain(last);
  if (!colour) return plain(stripVTControlCharacters(last));
  const parts = last.split(SGR); // every second one is a colour
  if (parts.length === 1) return plain(stripVTControlCharacters(last));
  const shown = parts.map((part, index) => (index % 2 === 1 ? part : plain(stripVTControlCharacters(part))));
  return shown.join('') + RESET;
}

const plain = (text: string): string => text.split('\t').map(safe).join('\t');
