/**
 * What all commands share, with or without a session: `--json`, an error for unexpected arguments,
 * and one path for all errors.
 *
 * Gotcha: oclif prints errors with stacks, or dumps its whole configuration under `--json`. It
 * reads its exit code from a different field in each case. So every error ends in `catch` below,
 * which calls `describe` and sets the exit code itself.
 *
 * Invariant: everything else is imported when a command runs. `--help` and `--version` load neither
 * core nor the engine.
 */
import { resolve } from 'node:path';
import { Command } from '@oclif/core';

export abstract class PlainCommand extends Command {
  static override enableJsonFlag = true;

  /**
   * For commands without arguments.
   *
   * Gotcha: they are declared as not strict all the same. With spaces between topics, oclif takes
   * the words after a strict command as parts of its name. It then reports that there is no command
   * `up fn-a`.
   */
  protected async refuseArguments(argv: readonly unknown[]): Promise<void> {
    if (argv.length === 0) return;
    const [first = ''] = argv.map(String);
    const { nearest } = await import('../text/nearest.js');
    const topics = this.config.commandIDs
      .filter((id) => id.startsWith(`${this.id}:`))
      .map((id) => id.split(':')[1] ?? '');
    const meant = nearest(first, topics);
    await this.refuseUsage(
      `Unexpected argument: ${argv.join(' ')}`,
      meant === undefined
        ? `smolfaas ${this.typed} --help says what it takes`
        : `did you mean smolfaas ${this.typed} ${meant}?`,
    );
  }

  /**
   * The one argument of a command that takes a file, as an absolute path; further arguments are
   * refused.
   */
  protected async fileArgument(argv: readonly unknown[], cwd: string): Promise<string> {
    const [file, ...rest] = argv.map(String);
    if (file === undefined) return await this.refuseUsage(`Name the file: smolfaas ${this.typed} FILE`);
    await this.refuseArguments(rest);
    const { notTooLong } = await import('../settings/check-value.js');
    return notTooLong('FILE', resolve(cwd, file));
  }

  /** Ends a command that was used in a wrong way. */
  protected async refuseUsage(message: string, hint?: string): Promise<never> {
    const { UsageError } = await import('../errors/usage-error.js');
    throw new UsageError(message, hint);
  }

  /** The command as a user types it. */
  private get typed(): string {
    return this.id?.replaceAll(':', ' ') ?? '';
  }

  /** Errors that no session has shown: wrong flags and arguments, and bugs in SmolFaaS. */
  protected override async catch(error: unknown): Promise<void> {
    const { presentEarlyError } = await import('./present-error.js');
    const { withSuggestion } = await import('../errors/oclif-error.js');
    process.exitCode = presentEarlyError(withSuggestion(error, this.typed), this.jsonEnabled());
  }
}
