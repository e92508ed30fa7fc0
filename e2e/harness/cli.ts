/**
 * Runs the built CLI as a user would: a process of its own, with its own environment, judged by exit code and output.
 *
 * Nothing of the developer's shell leaks in: only PATH and HOME-like variables are passed on, and every run keeps its log in
 * the test's own state directory.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));

/** What a finished run left. `signal` is set when it died of one. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the run after this long; a test that needs it has failed. Else after three minutes, times the run's patience. */
  readonly timeoutMs?: number | undefined;
  /** A command that the run is started by, such as one that enters another network. */
  readonly through?: readonly string[];
}

/** A run under way. */
export interface CliRun {
  readonly process: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves when stdout or stderr has shown this text. */
  printed(text: string | RegExp): Promise<void>;
}

/** Starts a run without waiting for its end. */
export function startCli(args: readonly string[], options: CliOptions): CliRun {
  const began = performance.now();
  const [command = '', ...rest] = [...(options.through ?? []), process.execPath, BIN, ...args];
  const child = spawn(command, rest, {
    cwd: options.cwd,
    env: { ...inherited(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const patience = Number(process.env['SMOLFAAS_TEST_PATIENCE'] ?? 1);
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 170_000 * patience);
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...output, ms: performance.now() - began });
    });
  });
  const printed = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const all = output.stdout + output.stderr;
        if (!(typeof text === 'string' ? all.includes(text) : text.test(all))) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void result.then((end) =>
        reject(new Error(`the run ended without printing ${text}:\n${end.stdout}${end.stderr}`)),
      );
    });
  return { process: child, result, printed };
}

/** Runs to the end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(args, options).result;
}

/** The variables that a user's shell has anyway. */
function inherited(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'DOCKER_HOST',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'XDG_RUNTIME_DIR',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
