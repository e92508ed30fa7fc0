/**
 * Stage 9, make: chooses the lines of a failed step's output that show why it failed. Pure.
 *
 * The last lines are often the least useful: the usage of a package manager, or the summary of a
 * tool that only called the one that failed. So lines are judged by what they say, whatever tool
 * printed them:
 *
 *   3  a place in a file and an error, the last line of a stack trace: `a.ts(3,5): error TS2322: …`
 *   2  a line that begins with an error: `error: …`, `npm error …`, `fatal: …`, `E: …`
 *   1  words of failure anywhere: `failed`, `not found`, `cannot`
 *
 * A short output is shown whole, and one whose decisive lines are among its last as it ends.
 */
import { stripVTControlCharacters } from 'node:util';
import type { LogGap } from '../contract/errors.js';

/** Part of an output. */
export interface Excerpt {
  readonly log: readonly string[];
  readonly gaps?: readonly LogGap[];
}

/** The last lines are always shown: what decides may be said in words that no pattern knows. */
const END = 20;
/** At most this many decisive lines before the end: the first ones, and the last ones. */
const MOST = { first: 4, last: 2 };
/** Lines around a decisive one. Compilers show the place before or after the message. */
const AROUND = { before: 1, after: 3 };

/** The lines to show, in their order. */
export function decisiveLines(lines: readonly string[]): Excerpt {
  if (lines.length <= END) return { log: lines };
  const early = decisive(lines.map(weightOf));
  const shown = new Set(early.flatMap((at) => around(lines, at)));
  return excerpt(lines, (at) => at >= lines.length - END || shown.has(at));
}

/**
 * The one line that says most: the last of those with an error, else the last that is not blank.
 * For a process that crashed, whose runtime often prints its own version last.
 */
export function decisiveLine(lines: readonly string[]): string | undefined {
  const weights = lines.map(weightOf);
  const most = mostOf(weights);
  const at = most < 2 ? -1 : weights.lastIndexOf(most);
  return lines[at] ?? lines.findLast((line) => line.trim() !== '');
}

/**
 * Indices of the most telling lines before the last ones. Words of failure do not count there when
 * the last lines say more.
 */
function decisive(weights: readonly Weight[]): readonly number[] {
  const early = weights.slice(0, -END);
  const most = mostOf(early);
  if (most === 0 || (most === 1 && mostOf(weights.slice(-END)) > 1)) return [];
  const of = (weight: number): number[] => early.flatMap((one, at) => (one === weight ? [at] : []));
  const all = of(most);
  const first = all.slice(0, MOST.first);
  const more = most === 3 ? of(2).slice(0, MOST.first - first.length) : [];
  return [...first, ...all.slice(first.length).slice(-MOST.last), ...more];
}

const mostOf = (weights: readonly Weight[]): Weight => weights.reduce<Weight>((a, b) => (b > a ? b : a), 0);

function around(lines: readonly string[], at: number): readonly number[] {
  const from = at - AROUND.before;
  const span = Array.from({ length: AROUND.before + 1 + AROUND.after }, (_, more) => from + more);
  return span.filter((one) => one === at || (lines[one] ?? '').trim() !== '');
}

/** A gap of a line or two would take as much room as what it hides. */
const LEAST_GAP = 3;

function excerpt(lines: readonly string[], isShown: (at: number) => boolean): Excerpt {
  const log: string[] = [];
  const gaps: LogGap[] = [];
  let left: string[] = [];
  lines.forEach((line, at) => {
    if (!isShown(at)) {
      left.push(line);
      return;
    }
    if (left.length >= LEAST_GAP || (log.length === 0 && left.length > 0))
      gaps.push({ before: log.length, lines: left.length });
    else log.push(...left);
    left = [];
    log.push(line);
  });
  return { log, ...(gaps.length > 0 && { gaps }) };
}

/** Lines that are not about a failure, whatever words are in them. */
const HARMLESS = [
  /^\W*(?:(?:npm|yarn|pnpm)\W+)?warn(?:ing)?\b/i,
  /\b(?:warning|note|info|debug):/i,
  /\b(?:0|no|without) (?:\w+ )?(?:errors?|failures?|failed)\b/i,
  /\b(?:errors|failed|failures)\W+0\b/i,
  /^\W*(?:ok|✓|✔|√|PASS(?:ED)?)\b/,
];

/** A name of an error as languages spell it, and its message. */
const NAMED_ERROR = /^\W*(?:\w+(?:\.|::))*[A-Z]\w*(?:Error|Exception)(?: \[\w+\])?: \S/;

const PLACED = [
  /[\w)\]]:? ?(?:-|:) ?(?:fatal )?error(?: [A-Z]+\d+|\[\w+\])?:/i, // a.ts(3,5): error TS2322:, main.c:3:5: error:
  /\berror (?:TS|CS|MSB|FS|BC)\d+:/,
  /^error\[E\d+\]: /, // Rust
  /^\.{0,2}\/?[\w./@-]+\.(?:go|proto):\d+(?::\d+)?: \S/, // Go
  /^vet: |: undefined: \w|undefined reference to /,
  /^(?:File |\s*)"?[\w./@-]+"?:\d+(?::\d+)?:? (?:syntax |parse )?error\b/i,
  /^\W*\[ERROR\] \S/, // esbuild
  NAMED_ERROR,
  /^panic: |\bpanicked at /,
];

const BEGINNING = [
  /^\W*(?:(?:npm|gyp|yarn|pnpm) )?(?:ERR!|error|fatal|critical|aborted)(?:[:\]]*\s+\S|[:!]$)/i,
  /^\W*(?:PHP )?(?:fatal error|internal error|build failed|compilation failed|failed to compile)\b/i,
  /^\W*ERR_[A-Z_]+\b/,
  /^E: \S/, // apt
  /^\W{0,4}× \S/, // uv
  /^go: (?!downloading|finding|added|upgraded|extracting)\S/,
  /^make(?:\[\d+\])?: \*\*\* /,
  /: (?:command )?not found$|: No such file or directory$/,
];

const WORDS = [
  /\b(?:failed|failure|fatal|panic(?:ked)?|cannot|can't|could(?: not|n't)|unable to|unresolved|undefined)\b/i,
  /\b(?:not found|no such|denied|missing|invalid|unsupported|conflict(?:s|ing)?|out of memory|killed)\b/i,
  /\berrors?\b/i,
];

/** Characters of a line that are judged. Minified code has lines of many more. */
const MOST_JUDGED = 1_000;

type Weight = 0 | 1 | 2 | 3;

function weightOf(line: string): Weight {
  const bare = stripVTControlCharacters(line);
  const text = bare.slice(bare.lastIndexOf('\r') + 1).slice(0, MOST_JUDGED);
  const says = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(text));
  if (says(HARMLESS)) return 0;
  if (says(PLACED)) return 3;
  if (says(BEGINNING)) return 2;
  return says(WORDS) ? 1 : 0;
}
