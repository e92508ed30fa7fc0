/**
 * Stages 1 to 3: runs the command of a secret on this host, and returns what it prints.
 *
 * Invariants:
 *  1. It ends within its time, with all processes that it started: it leads a process group of its
 *     own, which is killed as a whole.
 *  2. The value is only in the returned bytes. It never is an argument, which other users of this
 *     host could read in the process list.
 *
 * Gotcha: a command may leave a process behind on purpose (an agent that remembers a passphrase),
 * which may keep the pipes open. So the end of the command counts, not the end of its output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { InputFault } from '../../contract/errors.js';
import type { HostSettings, SecretOrigin } from '../../contract/settings.js';
import { errnoOf } from '../errno.js';

export type SecretCommand = Extract<SecretOrigin, { readonly kind: 'command' }>;

/** Larger output is not a secret. */
export const MOST_BYTES = 1 << 20;

/** How long output may still arrive after the command has ended, in milliseconds. */
const DRAIN_MS = 500;

/** Last lines of standard error that an error shows. */
const SHOWN_LINES = 10;

/** What the command printed, and why that cannot be used; no fault if it can. */
export interface CommandResult {
  readonly stdout: Uint8Array;
  /** Last lines of its standard error. */
  readonly output: readonly string[];
  readonly fault?: InputFault;
}

/** Runs the command. @throws the signal's reason, after the command is killed */
export async function runSecretCommand(
  command: SecretCommand,
  variables: HostSettings['variables'],
  signal: AbortSignal,
): Promise<CommandResult> {
  signal.throwIfAborted();
  const { argv, cwd, text, timeoutMs } = command;
  const [program = '', ...args] = argv;
  const isGroup = process.platform !== 'win32';
  const child = spawn(program, args, { cwd, env: variables, stdio: ['ignore', 'pipe', 'pipe'], detached: isGroup });
  const seen = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 };
  let fault: InputFault | undefined;
  const stop = (why?: InputFault): void => {
    fault ??= why;
    killAll(child, isGroup);
  };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length;
      if (seen.bytes > MOST_BYTES) stop({ code: 'too-large', limitBytes: MOST_BYTES });
      else seen[name].push(chunk);
    });
  }
  const seconds = Math.round(timeoutMs / 1000);
  const timer = setTimeout(() => stop({ code: 'command-timeout', command: text, seconds }), timeoutMs);
  const onAbort = (): void => stop();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = await endOf(child);
    fault ??= endingFault(ended, text);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    child.stdout.destroy();
    child.stderr.destroy();
  }
  signal.throwIfAborted();
  const lines = Buffer.concat(seen.stderr).toString('utf8').trimEnd().split('\n');
  const output = lines.slice(-SHOWN_LINES).filter((line) => line !== '');
  return { stdout: Buffer.concat(seen.stdout), output, ...(fault && { fault }) };
}

type Ending = { readonly error: unknown } | { readonly exitCode: number | null; readonly signal: string | null };

/** How the process ended, once its output has arrived or the time for that is over. */
function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (exitCode, signal) => {
      const late = setTimeout(() => resolve({ exitCode, signal }), DRAIN_MS);
      child.once('close', () => {
        clearTimeout(late);
        resolve({ exitCode, signal });
      });
    });
  });
}

function endingFault(ended: Ending, command: string): InputFault | undefined {
  if ('error' in ended) return { code: 'command-missing', command, errno: errnoOf(ended.error) };
  const { exitCode, signal } = ended;
  if (exitCode === 0) return undefined;
  return {
    code: 'command-failed',
    command,
    ...(exitCode !== null && { exitCode }),
    ...(signal !== null && { signal }),
  };
}

/** A group that has already ended is no failure. */
function killAll(child: ChildProcess, isGroup: boolean): void {
  try {
    if (isGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended.
  }
}
