/**
 * Finds secrets in lines of output. Pure: lines and spellings in, ranges out.
 *
 * Programs wrap their output (`base64` after 76 characters, a key after 64). So lines are searched
 * joined and without blanks, and each range is split into its parts in each line.
 *
 * What counts as a secret:
 *  1. a whole spelling, in one line or over several;
 *  2. a line of 16 characters or more that is wholly inside a spelling: part of a wrapped secret
 *     whose beginning was cut off;
 *  3. 16 characters or more of a spelling's beginning at the end of the text: the rest may be in a
 *     later line.
 */
import { BLANKS, type Spelling } from './secret-spellings.js';

/** This many characters of a secret are recognised without the rest. */
const PART = 16;

/** From (inclusive) and to (exclusive), in characters of a line. */
export type Range = readonly [from: number, to: number];

export interface Findings {
  /** One list for each line, unordered; ranges may overlap. */
  readonly ranges: readonly (readonly Range[])[];
  /** Non-blank characters at the end of the text that are the beginning of a spelling. */
  readonly open: number;
}

/** Lines joined without blanks, and the position of each character. */
interface Squeezed {
  readonly text: string;
  readonly lengths: readonly number[];
  readonly place: (at: number) => readonly [line: number, column: number];
}

export function findSecrets(lines: readonly string[], spellings: readonly Spelling[]): Findings {
  const squeezed = squeeze(lines);
  const ranges: Range[][] = lines.map(() => []);
  const mark = (from: number, to: number): void => markParts(squeezed, from, to, ranges);
  for (const { text, margin } of spellings) {
    for (let at = squeezed.text.indexOf(text); at !== -1; at = squeezed.text.indexOf(text, at + text.length)) {
      mark(...(margin ? withMargin(squeezed, at, at + text.length) : ([at, at + text.length] as const)));
    }
  }
  let begin = 0;
  for (const length of squeezed.lengths) {
    const line = squeezed.text.slice(begin, begin + length);
    if (length >= PART && spellings.some(({ text }) => text.includes(line))) mark(begin, begin + length);
    begin += length;
  }
  const open = Math.max(0, ...spellings.map(({ text }) => openLength(squeezed.text, text)));
  if (open >= PART) mark(squeezed.text.length - open, squeezed.text.length);
  return { ranges, open };
}

function squeeze(lines: readonly string[]): Squeezed {
  const kept: string[] = [];
  const lengths: number[] = [];
  const pieces: { at: number; line: number; column: number }[] = [];
  let at = 0;
  lines.forEach((line, index) => {
    const before = at;
    let column = 0;
    const keep = (to: number): void => {
      if (to > column) pieces.push({ at, line: index, column });
      kept.push(line.slice(column, to));
      at += to - column;
    };
    for (const blank of line.matchAll(BLANKS)) {
      keep(blank.index);
      column = blank.index + blank[0].length;
    }
    keep(line.length);
    lengths.push(at - before);
  });
  const place = (character: number): readonly [number, number] => {
    const piece = pieces[lastUpTo(pieces, character)] ?? { at: 0, line: 0, column: 0 };
    return [piece.line, piece.column + character - piece.at];
  };
  return { text: kept.join(''), lengths, place };
}

/** Index of the last piece that begins at or before the character; pieces are in order. */
function lastUpTo(pieces: readonly { readonly at: number }[], character: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pieces[middle]?.at ?? 0) <= character) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One range for each line between two characters. */
function markParts({ place, lengths }: Squeezed, from: number, to: number, ranges: Range[][]): void {
  const [firstLine] = place(from);
  const [lastLine] = place(to - 1);
  let begin = lengths.slice(0, firstLine).reduce((sum, length) => sum + length, 0);
  for (let line = firstLine; line <= lastLine; line += 1) {
    const end = begin + (lengths[line] ?? 0);
    if (end > begin) {
      const [, column] = place(Math.max(from, begin));
      const [, last] = place(Math.min(to, end) - 1);
      ranges[line]?.push([column, last + 1]);
    }
    begin = end;
  }
}

/**
 * Includes neighbouring characters that share bits with the secret, if they are directly beside it.
 */
function withMargin({ text, place }: Squeezed, from: number, to: number): readonly [number, number] {
  const isBeside = (at: number): boolean => {
    const [[line, column], [nextLine, nextColumn]] = [place(at - 1), place(at)];
    return line === nextLine && column + 1 === nextColumn;
  };
  const before = from > 0 && isBeside(from) && /[\w+/-]/.test(text[from - 1] ?? '') ? 1 : 0;
  const after =
    to < text.length && isBeside(to) ? (/^[\w+/-]?={0,2}/.exec(text.slice(to, to + 3))?.[0].length ?? 0) : 0;
  return [from - before, to + after];
}

/** Length of the longest end of `text` that is the beginning of `spelling`, but not all of it. */
function openLength(text: string, spelling: string): number {
  const first = spelling[0] ?? '';
  const least = Math.max(0, text.length - spelling.length + 1);
  for (let at = text.indexOf(first, least); at !== -1; at = text.indexOf(first, at + 1)) {
    if (spelling.startsWith(text.slice(at))) return text.length - at;
  }
  return 0;
}
