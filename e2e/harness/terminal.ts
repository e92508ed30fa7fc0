/**
 * A real terminal of a given size, run by tmux on a server of its own: what a test types, a shell reads, and what the test
 * sees is what a user would see, wrapped and scrolled.
 *
 * `tools/setup` installs tmux and the shells where it may.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its arguments; a plain bash by default. */
  readonly shell?: readonly string[];
}

/** What the prompt of the default shell is. */
const PROMPT = '$ ';

export class Terminal {
  private readonly server = `smolfaas-${randomBytes(4).toString('hex')}`;
  private readonly bin = mkdtempSync(join(tmpdir(), 'smolfaas-bin-'));

  constructor({ columns, rows, cwd, env = {}, shell = ['bash', '--norc', '--noprofile'] }: TerminalOptions) {
    // A terminal finds `smolfaas` as a user's does: on the PATH.
    writeFileSync(join(this.bin, 'smolfaas'), `#!/bin/sh\nexec ${process.execPath} ${BIN} "$@"\n`, { mode: 0o755 });
    const { PATH = '', DOCKER_HOST } = process.env;
    const own = {
      PATH: `${this.bin}:${PATH}`,
      HOME: cwd,
      PS1: PROMPT,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
      ...env,
    };
    const variables = Object.entries(own).map(([name, value]) => `${name}=${value}`);
    const size = ['-x', String(columns), '-y', String(rows)];
    const command = ['env', '-i', 'TERM=screen-256color', ...variables, ...shell];
    this.tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', cwd, ...command);
  }

  /** What the screen shows now, without empty lines at its end. */
  screen(): string {
    return this.tmux('capture-pane', '-p')
      .replace(/[ \t]+$/gm, '')
      .trimEnd();
  }

  /** Types characters as they are. */
  type(text: string): void {
    this.tmux('send-keys', '-l', text);
  }

  /** Presses keys by their names in tmux, such as `Tab` or `C-c`. */
  press(...keys: readonly string[]): void {
    this.tmux('send-keys', ...keys);
  }

  /** Resolves with the screen once it matches. Fails with what it shows instead. */
  async shows(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const screen = this.screen();
      if (pattern.test(screen)) return screen;
      if (Date.now() > end) throw new Error(`the terminal never showed ${String(pattern)}:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs a command line on a clear screen, and returns the screen when the prompt is back. */
  async run(line: string, timeoutMs?: number): Promise<string> {
    this.type('clear');
    this.press('Enter');
    await this.shows(/^\$$/);
    this.type(line);
    this.press('Enter');
    return await this.shows(/\n\$$/, timeoutMs);
  }

  close(): void {
    this.tmux('kill-server');
    rmSync(this.bin, { recursive: true });
  }

  private tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.server, ...args], { encoding: 'utf8', env: { ...process.env, TMUX: '' } });
  }
}
