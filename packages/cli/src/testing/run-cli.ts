/**
 * Runs the built CLI as a user does, in a separate process with its own environment. For tests of
 * what only a whole process shows: exit codes, streams, loaded modules. Needs `tsc -b` first, like
 * every test that crosses a package.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.js';

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An engine that does not exist, no colours, and an empty home and working directory. */
export function emptySurroundings(cwd = temporaryFolder()): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    HOME: cwd,
    XDG_STATE_HOME: join(cwd, 'state'),
    DOCKER_HOST: `unix://${cwd}/no.sock`,
    COLUMNS: '100',
  };
  return { cwd, env };
}

/** Runs a command line to its end. */
export function runCli(words: readonly string[], env: NodeJS.ProcessEnv = {}, node: string[] = []): Promise<CliRun> {
  return startCli(words, env, node).end;
}

/** The same in the test's directory. */
export function runCliIn(cwd: string, words: readonly string[]): Promise<CliRun> {
  return startCli(words, {}, [], cwd).end;
}

/** A running CLI: its process, a way to wait for its output, and its end. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves once stderr has shown the pattern; rejects when the process ends without it. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly end: Promise<CliRun>;
}

export function startCli(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  node: string[] = [],
  cwd?: string,
): RunningCli {
  const surroundings = emptySurroundings(cwd);
  const child = spawn(process.execPath, [...node, BIN, ...words], {
    cwd: surroundings.cwd,
    env: { ...surroundings.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.stderr += chunk));
  const here = (text: string) => text.replaceAll(surroundings.cwd, '<cwd>');
  const end = new Promise<CliRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: here(texts.stdout), stderr: here(texts.stderr) }));
  });
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(texts.stderr) && resolve();
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`never said ${String(pattern)}:\n${texts.stderr}`)));
      look();
    });
  return { child, says, end };
}
