/**
 * Runs one program to its end and tells how long it took, from spawn to exit, and on request how much memory it needed.
 *
 * Invariant: a program that fails ends the benchmark, because the time of a failure is no figure; and an abort waits until the
 * program is gone, so that what is cleaned up afterwards stays clean.
 *
 * Gotcha: a program leads a process group of its own. So Ctrl-C on the terminal reaches it once, by us, and
 * together with the programs that it started.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** At most this many characters of each stream appear in the error. */
const TAIL = 3000;
/** Nothing that is measured here takes as long, so it hangs. */
const PATIENCE_MS = 600_000;
/** A program that has not stopped this long after SIGTERM is killed. */
const GRACE_MS = 20_000;

/**
 * Runs it. `codes` are the exit codes that count as success; with `memory` its peak memory is measured, too (by GNU time).
 * Resolves with `{ ms, megabytes, stdout, endedAt }`; `endedAt` is comparable between processes (milliseconds since 1970, with
 * fractions).
 * @throws when it fails or takes too long; the signal's reason
 */
export async function timed(command, args, { memory = false, ...options }) {
  if (!memory) return runToEnd(command, args, options);
  const file = join(tmpdir(), `smolfaas-bench-${randomBytes(6).toString('hex')}`);
  try {
    const result = await runToEnd('time', ['-q', '-f', '%M', '-o', file, command, ...args], options);
    return { ...result, megabytes: (Number(await readFile(file, 'utf8')) * 1024) / 1e6 };
  } finally {
    await rm(file, { force: true });
  }
}

async function runToEnd(command, args, { cwd, env = process.env, signal, codes = [0] }) {
  signal.throwIfAborted();
  const begin = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (chunk) => (output[stream] += chunk));
  }
  let ms;
  child.once('exit', () => (ms = performance.now() - begin));
  const code = await ended(child, signal);
  signal.throwIfAborted();
  if (!codes.includes(code)) {
    const tail = [output.stdout, output.stderr].map((text) => text.slice(-TAIL)).join('\n');
    throw new Error(`${[command, ...args].join(' ')} ended with ${code}\n${tail}`);
  }
  return { ms, stdout: output.stdout, endedAt: performance.timeOrigin + begin + ms };
}

/** Its exit code, or the signal that ended it. */
async function ended(child, signal) {
  const timers = [setTimeout(() => tell(child, 'SIGKILL'), PATIENCE_MS)];
  const interrupt = () => {
    tell(child, 'SIGINT');
    timers.push(setTimeout(() => tell(child, 'SIGKILL'), GRACE_MS));
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, killedBy) => resolve(exit ?? killedBy));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', interrupt);
  }
}

/** Signals the whole group; it may be gone already. */
function tell(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
