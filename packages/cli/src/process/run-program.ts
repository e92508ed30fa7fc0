/**
 * Runs a program in place of this process, as far as Node.js can: same terminal, same streams, its
 * exit code.
 *
 * Ctrl-C reaches the whole group of processes in the terminal, so the program receives it by
 * itself, and this process waits. Other signals are sent to this process alone, and passed on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { signalExit } from '../errors/run.js';
import { quote } from '../text/safe.js';

const PASSED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const;
/** As shells do. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * @param env all variables of the program
 * @returns its exit code; 128 + the number of the signal that ended it
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: { ...env } });
  const wait = () => undefined;
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', wait);
  for (const signal of PASSED_ON) process.on(signal, pass);
  try {
    const [code, signal]: (number | string | null)[] = await once(child, 'exit');
    return typeof code === 'number' ? code : signalExit(String(signal));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    process.stderr.write(`✗ ${quote(command)} ${isMissing ? 'not found' : 'cannot be run'}\n`);
    return isMissing ? NOT_FOUND : NOT_EXECUTABLE;
  } finally {
    process.off('SIGINT', wait);
    for (const signal of PASSED_ON) process.off(signal, pass);
  }
}
