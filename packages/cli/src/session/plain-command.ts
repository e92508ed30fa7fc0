/**
 * What every command shares, with or without a session: `--json`, a word about arguments that nobody asked for, and one way
 * for errors.
 *
 * oclif prints errors with stacks or dumps its whole configuration under `--json`, and takes its exit code from another field
 * in each case; so every error ends in `catch` below, which asks `describe` and sets the exit code itself.
 * Everything else is imported when a command runs: `--help` and `--version` load neither core nor the engine.
 */
import { resolve } from 'node:path';
import { Command } from '@oclif/core';

export abstract class PlainCommand extends Command {
  static override enableJsonFlag = true;

  /**
   * For commands that take no arguments. They are declared not strict all the same: with blanks between topics, oclif takes
   * the words after a strict command for parts of its name and says that there is no command `up fn-a`.
   */
  protected refuseArguments(argv: readonly unknown[]): void {
    if (argv.length > 0) this.error(`Unexpected argument: ${argv.join(' ')}`, { exit: 2 });
  }

  /** The one argument of a command that takes a file, as a path from the root; any further one is refused. */
  protected fileArgument(argv: readonly unknown[], cwd: string): string {
    const [file, ...rest] = argv.map(String);
    if (file === undefined) this.error(`Name the file: smolfaas ${this.id?.replaceAll(':', ' ')} FILE`, { exit: 2 });
    this.refuseArguments(rest);
    return resolve(cwd, file);
  }

  /** Errors that no session has shown: wrong flags and arguments, and mistakes of ours. */
  protected override async catch(error: unknown): Promise<void> {
    const { presentEarlyError } = await import('./present-error.js');
    process.exitCode = presentEarlyError(error, this.jsonEnabled());
  }
}
