/**
 * Child processes of the set-up: run one program, keep what it says, fail in words.
 *
 * The set-up drives other people's tools (apt, npm, tar, …). Each of them explains its own failure on stderr, so a
 * failed command always carries the tail of that output. Nothing goes through a shell: arguments are passed as they are.
 * A cancelled signal ends the child, so that one failed step does not leave its siblings running.
 */
import { spawn, spawnSync } from 'node:child_process';

const TAIL_LINES = 15;

/** A program that could not be started or ended with another code than 0. */
export class CommandFailed extends Error {
  constructor(command, args, outcome, output) {
    const tail = output.trim().split('\n').slice(-TAIL_LINES).join('\n');
    super(`${[command, ...args].join(' ').slice(0, 300)}\n${outcome}${tail === '' ? '' : `\n${tail}`}`);
    this.name = 'CommandFailed';
  }
}

/**
 * Runs a program and resolves with its stdout. `options` are those of child_process.spawn; with `stdio: 'inherit'`
 * the output goes to the terminal and the result is empty. Throws CommandFailed.
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const stdout = [];
  const both = [];
  child.stdout?.on('data', (chunk) => void (stdout.push(chunk), both.push(chunk)));
  child.stderr?.on('data', (chunk) => void both.push(chunk));
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? `code ${code}`}`));
  });
  if (outcome !== undefined) throw new CommandFailed(command, args, outcome, Buffer.concat(both).toString());
  return Buffer.concat(stdout).toString();
}

/** The stdout of a quick question to a program (`npm --version`), or undefined when it is missing or says no. */
export function ask(command, args, options = {}) {
  const answer = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], ...options });
  return answer.status === 0 ? answer.stdout.trim() : undefined;
}

/** Whether a program of this name is on the PATH. */
export function isInstalled(name) {
  return ask('sh', ['-c', 'command -v "$1"', 'sh', name]) !== undefined;
}
