/**
 * Hides secret values in text that leaves the program: screen, report, log file.
 *
 * Place: the session puts one mask before its outputs. The mask knows the host's passwords from the
 * start, and learns the secrets of each build before its first step runs. Build output also passes
 * masked-events.ts, which sees wrapped secrets in time.
 *
 * Invariant: text without secrets is unchanged. While no value is known, so is all text.
 */
import { findSecrets, type Range } from './find-secrets.js';
import { LEAST, type SecretValue, type Spelling, spellingsOf } from './secret-spellings.js';

/** Replaces a secret. */
export const HIDDEN = '***';

const LEAST_PASSWORD = 4;

/** Where a text may be wrapped; JSON writes a line end as two characters. */
const LINE_ENDS = /(\r?\n|\\n)/;

export class Mask {
  private readonly byText = new Map<string, Spelling>();
  private sorted: readonly Spelling[] = [];

  /** @param passwords see `learnPasswords` */
  constructor(passwords: readonly string[] = []) {
    this.learnPasswords(passwords);
  }

  /** Longest first, so that a longer one is always searched before a shorter one. */
  get spellings(): readonly Spelling[] {
    return this.sorted;
  }

  /** Adds values that are certainly secret; hidden from four characters on. */
  learnPasswords(passwords: readonly string[]): void {
    this.learn(passwords, LEAST_PASSWORD);
  }

  /** Adds values to hide from now on. */
  learn(values: readonly SecretValue[], least = LEAST): void {
    const known = this.byText.size;
    for (const one of values.flatMap((value) => spellingsOf(value, least))) this.byText.set(one.text, one);
    if (this.byText.size > known) this.sorted = [...this.byText.values()].sort((a, b) => b.text.length - a.text.length);
  }

  /** A text of any number of lines, with `***` for every secret, or for each line's part of it. */
  readonly text = (text: string): string => {
    if (this.sorted.length === 0) return text;
    const parts = text.split(LINE_ENDS); // every second one is a line end
    const lines = this.lines(parts.filter((_, index) => index % 2 === 0));
    return parts.map((part, index) => (index % 2 === 0 ? (lines[index / 2] ?? '') : part)).join('');
  };

  /** The same for consecutive lines. */
  lines(lines: readonly string[]): readonly string[] {
    if (this.sorted.length === 0) return lines;
    const { ranges } = findSecrets(lines, this.sorted);
    return lines.map((line, index) => withoutRanges(line, ranges[index] ?? []));
  }
}

/** The line with `***` for each range; adjacent ranges become one. */
export function withoutRanges(line: string, ranges: readonly Range[]): string {
  let result = '';
  let end = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (to <= end) continue;
    if (from > end || end === 0) result += line.slice(end, from) + HIDDEN;
    end = to;
  }
  return result + line.slice(end);
}
