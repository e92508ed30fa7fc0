/**
 * Completion in the shells themselves: each loads the script that `smolfaas completion` prints, and a user presses Tab.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Terminal } from './harness/terminal.js';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'smolfaas-completion-'));
  for (const name of ['web', 'api-a', 'api-b', '_lib']) mkdirSync(join(cwd, 'functions', name), { recursive: true });
  writeFileSync(join(cwd, 'functions', 'notes.txt'), '');
  mkdirSync(join(cwd, 'elsewhere', 'other'), { recursive: true });
  mkdirSync(join(cwd, 'shop', 'docs'), { recursive: true });
  mkdirSync(join(cwd, 'shop', 'services', 'billing'), { recursive: true });
  writeFileSync(join(cwd, 'shop', 'smolfaas.yaml'), 'functions_dir: services\nfunctions: {{ broken\n');
});
afterAll(() => rmSync(cwd, { recursive: true }));

const SHELLS: readonly [name: string, shell: readonly string[], load: string][] = [
  ['bash', ['bash', '--norc', '--noprofile'], 'source <(smolfaas completion bash)'],
  ['zsh', ['zsh', '-f', '-i'], "PS1='$ '; autoload -U compinit; compinit -u; source <(smolfaas completion zsh)"],
  ['fish', ['fish', '--no-config'], "function fish_prompt; printf '$ '; end; smolfaas completion fish | source"],
];

describe.each(SHELLS)('%s', (_, shell, load) => {
  let terminal: Terminal;
  beforeAll(async () => {
    terminal = new Terminal({ columns: 80, rows: 24, cwd, shell });
    terminal.type(`${load}; clear; echo lo''aded`);
    terminal.press('Enter');
    await terminal.shows(/^loaded$/m);
  });
  afterAll(() => terminal.close());

  /** Types the beginning, presses Tab, and returns the screen with the rest. */
  async function completed(typed: string, expected: RegExp): Promise<string> {
    terminal.press('C-u');
    terminal.type(typed);
    terminal.press('Tab');
    return await terminal.shows(expected, 10_000);
  }

  it.each<[string, RegExp]>([
    ['smolfaas comple', /smolfaas completion/],
    ['smolfaas completion zs', /smolfaas completion zsh/],
    ['smolfaas up we', /smolfaas up web/],
    ['smolfaas down web a', /smolfaas down web api-/],
    ['smolfaas up -d elsewhere o', /smolfaas up -d elsewhere other/],
    ['smolfaas up --remove-o', /smolfaas up --remove-orphans/],
    ['smolfaas up --builder eng', /smolfaas up --builder engine/],
    ['smolfaas up --builder=cont', /smolfaas up --builder=container/],
    ['smolfaas images pu', /smolfaas images pull/],
    ['smolfaas help errors port-tak', /smolfaas help errors port-taken/],
    ['smolfaas up -d else', /smolfaas up -d elsewhere/],
    ['smolfaas up functions/we', /smolfaas up functions\/web/],
  ])('%s', async (typed, expected) => {
    expect(await completed(typed, expected)).toMatch(expected);
  });

  it('works from a sub-directory, with a broken project file', async () => {
    terminal.press('C-u');
    terminal.type('cd shop/docs; clear');
    terminal.press('Enter');
    await terminal.shows(/^\$$/m, 10_000);
    expect(await completed('smolfaas logs bi', /smolfaas logs billing/)).toContain('billing');
    terminal.press('C-u');
    terminal.type('cd ../..; clear');
    terminal.press('Enter');
    await terminal.shows(/^\$$/m, 10_000);
  });

  it('lists what fits when several things do', async () => {
    terminal.press('C-u');
    terminal.type('smolfaas restart ');
    terminal.press('Tab');
    terminal.press('Tab');
    const screen = await terminal.shows(/api-b/, 10_000);
    expect(screen).toMatch(/api-a/);
    expect(screen).toMatch(/\bweb\b/);
    expect(screen).not.toMatch(/_lib|notes/);
  });
});
