/**
 * `smolfaas help errors [CODE]`: a page for each error code, and a list of all of them.
 *
 *     meaning (error-meanings.ts) + examples, exit codes and places (error-facts.ts, generated from the
 *     sentences and the sources)  ->  page  ->  terminal, and docs/errors.md (tools/errors.mjs)
 */
import { UsageError } from '../errors/usage-error.js';
import { nearest } from '../text/nearest.js';
import { ERROR_FACTS } from './gen/error-facts.js';
import { ERROR_MEANINGS } from './error-meanings.js';

/** Everything about one code. */
export interface ErrorPage {
  readonly code: string;
  readonly means: string;
  /** Most have one; `interrupted` depends on the signal. */
  readonly exits: readonly number[];
  /** As the terminal shows them, several lines each. */
  readonly examples: readonly string[];
  /** Source files that throw it. */
  readonly places: readonly string[];
}

/** Codes that no table of sentences has, with their exit codes. */
const OTHERS: Readonly<Record<string, readonly number[]>> = { usage: [2], 'command-failed': [1], bug: [1] };

/** All pages, in the order of the contract. */
export function errorPages(): readonly ErrorPage[] {
  return Object.entries(ERROR_MEANINGS).map(([code, means]) => {
    const { exits = OTHERS[code] ?? [1], examples = [], places = [] } = ERROR_FACTS[code] ?? {};
    return { code, means, exits, examples, places };
  });
}

/**
 * The page of a code, or the list of all codes.
 * @throws UsageError for a code that does not exist, and for more than one
 */
export function print(args: readonly string[]): string {
  const [code, ...rest] = args;
  if (rest.length > 0) throw new UsageError(`Unexpected argument: ${rest.join(' ')}`, 'name one code');
  const pages = errorPages();
  if (code === undefined) return list(pages);
  const page = pages.find((one) => one.code === code);
  if (page !== undefined) return text(page);
  const meant = nearest(
    code,
    pages.map((one) => one.code),
  );
  const all = 'smolfaas help errors lists all codes';
  throw new UsageError(
    `${code} is no error code`,
    meant === undefined ? all : `did you mean smolfaas help errors ${meant}? ${all}`,
  );
}

const WIDTH = 80;

function text({ code, means, exits, examples, places }: ErrorPage): string {
  const shown = examples.slice(0, 3).flatMap((example) => [...example.split('\n').map((line) => `  ${line}`), '']);
  return [
    `${code} (exit code ${exits.join(' or ')})`,
    '',
    ...wrapped(means, WIDTH),
    '',
    ...(shown.length > 0 ? ['EXAMPLE', ...shown] : []),
    ...(places.length > 0 ? ['THROWN IN', ...places.map((place) => `  ${place}`)] : []),
    '',
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** What the exit codes mean, in the order of their families. */
const FAMILIES: readonly (readonly [title: string, isIn: (exit: number) => boolean])[] = [
  ['EXIT 2: usage and input, nothing was changed', (exit) => exit === 2],
  ['EXIT 1: a function failed, the others continued', (exit) => exit === 1],
  ['EXIT 3: engine, builder, router, port, disk, database', (exit) => exit === 3],
  ['EXIT 4 AND ABOVE: another run or program, and interrupts', (exit) => exit >= 4],
];

function list(pages: readonly ErrorPage[]): string {
  const width = Math.max(...pages.map(({ code }) => code.length)) + 2;
  const lines = FAMILIES.flatMap(([title, isIn]) => [
    title,
    ...pages
      .filter(({ exits: [exit = 1] }) => isIn(exit))
      .flatMap(({ code, means }) => {
        const [first = '', ...more] = wrapped(firstSentence(means), WIDTH - width - 2);
        return [`  ${code.padEnd(width)}${first}`, ...more.map((line) => `  ${' '.repeat(width)}${line}`)];
      }),
    '',
  ]);
  return [...lines, 'One of them: smolfaas help errors CODE', ''].join('\n');
}

const firstSentence = (means: string): string => /^.*?[a-z)]\.(?= |$)/.exec(means)?.[0] ?? means;

/** Lines of whole words, at most this wide. */
export function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
