/**
 * Which lines of a long output are shown. The messages are verbatim output of the tools.
 */
import { expect, test } from 'vitest';
import { decisiveLine, decisiveLines } from './decisive-lines.js';

const noise = (count: number, word = 'chunk') =>
  Array.from({ length: count }, (_, at) => `  dist/${word}-${at}.js  12 kB`);

/** The shown lines as text; a gap is `…` and its number of lines. */
function shown(lines: readonly string[]): readonly string[] {
  const { log, gaps = [] } = decisiveLines(lines);
  return log.flatMap((line, at) => {
    const gap = gaps.find(({ before }) => before === at);
    return gap === undefined ? [line] : [`… ${gap.lines}`, line];
  });
}

test('a short output is shown whole, a long one without an error as it ends', () => {
  const short = ['error: x', ...noise(19)];
  expect(decisiveLines(short)).toEqual({ log: short });
  expect(decisiveLines(noise(200))).toEqual({ log: noise(200).slice(-20), gaps: [{ before: 0, lines: 180 }] });
});

test('an error among the last lines, or words of failure before it, change nothing', () => {
  const lines = ['found 3 files, cannot tell more', ...noise(100), 'npm error code 1', ...noise(5, 'end')];
  expect(decisiveLines(lines).log).toEqual(lines.slice(-20));
});

test('a TypeScript error 200 lines before the end', () => {
  const error = "src/a.ts(1,14): error TS2322: Type 'string' is not assignable to type 'number'.";
  expect(shown([...noise(50), error, ...noise(200)])).toEqual([
    '… 49',
    '  dist/chunk-49.js  12 kB',
    error,
    ...noise(3),
    '… 177',
    ...noise(200).slice(-20),
  ]);
});

test('npm ci prints its usage after the reason', () => {
  const reason = ['npm error code EUSAGE', 'npm error', 'npm error `npm ci` can only install packages when …'];
  const usage = Array.from({ length: 90 }, (_, at) => `npm error   --option-${at}`);
  expect(shown([...reason, ...usage]).slice(0, 3)).toEqual(reason);
});

test('many errors: the first ones and the last ones', () => {
  const errors = Array.from({ length: 60 }, (_, at) => `p/b.go:${at + 1}:18: undefined: x${at}`);
  const [first, gap, second] = [shown([...noise(9), ...errors, ...noise(30)]), '… ', 'p/b.go:60:18: undefined: x59'];
  expect(first).toContain('p/b.go:1:18: undefined: x0');
  expect(first.some((line) => line.startsWith(gap))).toBe(true);
  expect(first).toContain(second);
  expect(first.length).toBeLessThan(60);
});

test.each([
  'src/a.ts:3:5 - error TS2322: Type x',
  '\u001b[96msrc/a.ts\u001b[0m:\u001b[93m1\u001b[0m:\u001b[93m14\u001b[0m - \u001b[91merror\u001b[0m\u001b[90m TS2322: \u001b[0mType',
  'Program.cs(3,5): error CS1002: ; expected',
  'main.c:3:10: fatal error: sqlite3.h: No such file or directory',
  'npm error ../src/x.cc:12:5: error: use of undeclared identifier',
  'npm ERR! code ELIFECYCLE',
  'npm error code ERESOLVE',
  'yarn error An unexpected error occurred',
  ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"',
  'gyp ERR! find Python',
  '✘ [ERROR] Could not resolve "left-pad"',
  'error during build:',
  'ERROR in ./src/index.js 3:0-24',
  'Failed to compile.',
  'TypeError: Cannot read properties of undefined',
  'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
  '      ModuleNotFoundError: No module named "setuptools"',
  'Gem::Ext::BuildError: ERROR: Failed to build gem native extension.',
  'ERROR: Could not find a version that satisfies the requirement flask==99.9',
  '  × No solution found when resolving dependencies:',
  'error: Failed to fetch: `https://pypi.org/simple/x/`',
  'error[E0308]: mismatched types',
  './main.go:5:2: undefined: x',
  'main.go:4:2: no required module provides package github.com/x/y; to add it:',
  'go: github.com/x/y@v1.0.0: reading https://proxy/x: 404 Not Found',
  'panic: runtime error: index out of range [3] with length 3',
  "thread 'main' panicked at src/main.rs:3:5:",
  'make[1]: *** [Makefile:3: all] Error 1',
  '/usr/bin/ld: x.o: undefined reference to `foo`',
  'E: Unable to locate package libfoo',
  '/bin/sh: 1: gcc: not found',
  '/bin/sh: foo: command not found',
  'cp: cannot stat x: No such file or directory',
  'PHP Fatal error:  Uncaught Exception: x',
  "fatal: unable to access 'https://github.com/x/y/': Could not resolve host",
])('decisive: %s', (line) => {
  const end = [...noise(100), 'npm error Lifecycle script `build` failed with error:', 'npm error code 2'];
  expect(decisiveLines([...noise(100), line, ...end]).log).toContain(line);
});

test.each([
  'npm warn deprecated x@1: this has errors and failed',
  'warning: unused variable: `error`',
  'src/a.c:3:5: warning: implicit declaration of error',
  'Found 0 errors in 3 files',
  'compiled with no errors',
  'Tests: failed: 0',
  'ok 3 - throws an error',
  '✓ fails when not found',
  'go: downloading github.com/pkg/errors v0.9.1',
  '   Compiling proc-macro-error v1.0.4',
  'Downloading error-ex-1.3.2.tgz',
  'copied src/errors/not-found.ts',
])('not decisive beside an error at the end: %s', (line) => {
  const lines = [...noise(100), line, ...noise(100), 'error: the reason'];
  expect(decisiveLines(lines).log).toEqual(lines.slice(-20));
});

test('a progress bar is judged by its last state', () => {
  const line = 'error: 0 %\rerror: 50 %\rdownloaded';
  expect(decisiveLines([line, ...noise(100)]).log).not.toContain(line);
});

test.each([
  [
    'Node.js',
    ['/a.js:3', 'throw new Error("x")', '^', '', 'Error: x', '    at a.js:3', '', 'Node.js v24.1.0'],
    'Error: x',
  ],
  ['Python', ['Traceback (most recent call last):', '  File "main.py", line 1', 'ValueError: x'], 'ValueError: x'],
  ['Go', ['panic: x', '', 'goroutine 1 [running]:', 'main.main()'], 'panic: x'],
  ['words that no pattern knows', ['one', 'two', ''], 'two'],
  ['no output', [], undefined],
])('the one line that says most: %s', (_language: string, lines: readonly string[], line: string | undefined) => {
  expect(decisiveLine(lines)).toBe(line);
});
