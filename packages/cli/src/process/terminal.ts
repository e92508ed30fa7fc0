/**
 * The user's terminal while a command in a container uses it: keys go to the command one by one, and
 * it learns of every change of size.
 *
 * Invariant: the terminal is as before when `release` has been called, or the process ends in any
 * way but SIGKILL.
 *
 * Gotcha: an open stdin keeps the process alive, also when the command has ended without reading it.
 */
import type { TerminalSize } from '@smolfaas/core';

export interface Terminal {
  readonly size: TerminalSize;
  /** Calls back with each new size. */
  onResize(listener: (size: TerminalSize) => void): void;
  release(): void;
}

/** Takes the terminal for a command. Ctrl-C is then a key like any other. */
export function takeTerminal(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Terminal {
  const sizeNow = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const cooked = () => void stdin.setRawMode(false);
  let resized: (() => void) | undefined;
  stdin.setRawMode(true);
  process.once('exit', cooked);
  return {
    size: sizeNow(),
    onResize(listener) {
      resized = () => listener(sizeNow());
      stdout.on('resize', resized);
    },
    release() {
      if (resized !== undefined) stdout.off('resize', resized);
      process.off('exit', cooked);
      cooked();
      letGo(stdin);
    },
  };
}

/** Stops reading, so that the process can end. */
export function letGo(stdin: NodeJS.ReadStream): void {
  stdin.destroy();
}
