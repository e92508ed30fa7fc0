/**
 * Runs one program to its end and tells how long it took, from spawn to exit.
 *
 * What must stay true: a program that fails ends the benchmark, because the time of a failure is no figure; and an abort waits until the
 * program is gone, so that what is cleaned up afterwards stays clean.
 */
import { spawn } from 'node:child_process';

const TAIL = 2000;
/** Nothing that is measured here takes as long, so it hangs. */
const PATIENCE_MS = 300_000;

/**
 * Runs it. `codes` are the exit codes that count as success.
 * Resolves with `{ ms, stdout, endedAt }`; `endedAt` is comparable between processes (milliseconds since 1970, with fractions).
 * @throws when it fails or takes too long; the signal's reason
 */
export async function timed(command, args, { cwd, env = process.env, signal, codes = [0] }) {
  signal.throwIfAborted();
  const begin = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (chunk) => (output[stream] += chunk));
  }
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  let ms;
  child.once('exit', () => (ms = performance.now() - begin));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, killedBy) => resolve(exit ?? killedBy));
  }).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', interrupt);
  });
  signal.throwIfAborted();
  if (!codes.includes(code)) {
    const tail = (output.stdout + output.stderr).slice(-TAIL);
    throw new Error(`${[command, ...args].join(' ')} ended with ${code}\n${tail}`);
  }
  return { ms, stdout: output.stdout, endedAt: performance.timeOrigin + begin + ms };
}

/**
 * Runs all contestants in turn, `rounds` times, so that whatever else the machine does hits them alike. A contestant is
 * `async (round) => milliseconds`. Resolves with their samples in the same order.
 */
export async function inTurn(rounds, contestants) {
  const samples = contestants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contestant] of contestants.entries()) samples[at].push(await contestant(round));
  }
  return samples;
}
