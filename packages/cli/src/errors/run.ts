/**
 * Sentences about runs: another run holds the lock, another program holds its file (both exit 4),
 * or the user interrupted the run (128 + signal). None of these is a fault. The exit codes let a
 * script tell "try again later" and Ctrl-C from everything else.
 */
import { constants } from 'node:os';
import { timeOfDay } from '../text/duration.js';
import { quote, safe, shellWord } from '../text/safe.js';
import type { Sentences } from './sentence.js';

export const runSentences: Sentences<'locked' | 'state-busy' | 'interrupted'> = {
  locked: ({ pid, verb, since }) => ({
    message: `locked by pid ${pid} (${quote(verb)}, since ${timeOfDay(since)})`,
    hint: 'wait for it to end; the lock is freed at once when its holder ends',
  }),
  'state-busy': ({ path, holders }) => ({
    message: `${quote(path)} is in use by ${holders.length === 0 ? 'another program' : holders.map(program).join(', ')}`,
    hint:
      holders.length === 0
        ? `see which one: sudo fuser -v ${shellWord(path)}`
        : 'end it, or wait until it has read what it wants; then run the same command again',
  }),
  interrupted: ({ signal }) => ({
    message: `interrupted (${safe(signal)}); run it again to converge`,
    exit: signalExit(signal),
  }),
};

const program = ({ pid, program: name }: { pid: number; program?: string }): string =>
  name === undefined ? `pid ${pid}` : `${safe(name)} (pid ${pid})`;

/** The shell's convention: 128 + the number of the signal; 130 for Ctrl-C, 143 for `kill`. */
export function signalExit(signal: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal] ?? constants.signals.SIGINT);
}
