/** The pages of error codes: every code has one, and each says what it means and looks like. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '../testing/run-cli.js';
import { errorPages, print, wrapped } from './errors.js';

/** The closed list of the contract, read from its source: a type has no values. */
function contractCodes(): readonly string[] {
  const source = readFileSync(new URL('../../../core/src/contract/errors.ts', import.meta.url), 'utf8');
  const [body = ''] = /interface ErrorFacts \{([^]*?)\n\}/.exec(source) ?? [];
  return [...body.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map(([, code = '']) => code);
}

describe('error pages', () => {
  it('has a page with an example and an exit code for every code of the contract', () => {
    const pages = new Map(errorPages().map((page) => [page.code, page]));
    const codes = contractCodes();
    expect(codes.length).toBeGreaterThan(70);
    expect(codes.filter((code) => (pages.get(code)?.examples.length ?? 0) === 0)).toEqual([]);
    expect([...pages.keys()].filter((code) => !codes.includes(code))).toEqual(['usage', 'command-failed', 'bug']);
  });

  it('says what a code means in whole sentences', () => {
    const wrong = errorPages().filter(({ means }) => !/^[A-Za-z-].*\.$/.test(means) || means.includes('\n'));
    expect(wrong).toEqual([]);
  });

  it('shows meaning, exit code, examples and places', () => {
    const text = print(['port-forbidden']);
    expect(text).toMatch(/^port-forbidden \(exit code 3\)\n\nThis user may not listen/);
    expect(text).toContain(
      'EXAMPLE\n  ✗ port 80 on 127.0.0.1 may not be bound without more rights\n    → choose another',
    );
    expect(text).toContain('THROWN IN\n  packages/');
  });

  it('lists all codes by exit code, at most 80 columns wide', () => {
    const lines = print([]).split('\n');
    expect(lines.filter((line) => /^ {2}[a-z]/.test(line)).length).toBe(errorPages().length);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('wraps whole words', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  });
});

describe('smolfaas help', { timeout: 20_000 }, () => {
  it('shows the settings, with the flags of that command', async () => {
    const words = ['http_port', '--json'];
    const [topic, command] = await Promise.all([
      runCli(['help', 'settings', ...words]),
      runCli(['settings', ...words]),
    ]);
    expect(topic.code).toBe(0);
    expect(topic.stdout).toBe(command.stdout);
    expect(JSON.parse(topic.stdout)).toBeDefined();
  });

  it('shows a topic, a page and the help of a command', async () => {
    const [list, page, command, root] = await Promise.all([
      runCli(['help', 'errors']),
      runCli(['help', 'errors', 'locked']),
      runCli(['help', 'images', 'pull']),
      runCli(['help']),
    ]);
    expect(list.stdout).toContain('EXIT 3: engine');
    expect(page.stdout).toMatch(/^locked \(exit code 4\)/);
    expect(command.stdout).toBe((await runCli(['images', 'pull', '--help'])).stdout);
    expect(root.stdout).toContain('COMMANDS');
    expect([list.code, page.code, command.code, root.code]).toEqual([0, 0, 0, 0]);
  });

  it.each<[string[], string]>([
    [['help', 'errors', 'prot-taken'], 'did you mean smolfaas help errors port-taken?'],
    [['help', 'errors', 'a', 'b'], '✗ Unexpected argument: b'],
    [['help', 'settings', 'htp_port'], 'http_port'],
    [['help', 'donw'], 'did you mean smolfaas down?'],
    [['completion'], '✗ Name the shell'],
    [['completion', 'tcsh'], 'tcsh'],
    [['completion', 'bash', 'x'], '✗ Unexpected argument: x'],
  ])('%j is refused', async (words, text) => {
    const { code, stdout, stderr } = await runCli(words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text);
  });
});
