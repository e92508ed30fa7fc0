/**
 * What all commands share, and as little as possible: the flags, the session, and one way for errors.
 *
 * oclif prints errors with stacks or dumps its whole configuration under `--json`, and takes its exit code from another field
 * in each case; so every error ends in `catch` below, which asks `describe` and sets the exit code itself.
 * Everything else is imported when a command runs: `--help` and `--version` load neither core nor the engine.
 */
import { Command } from '@oclif/core';
import type { ErrorCode, ErrorFacts } from '@smolfaas/core';
import { commonFlags, type FlagValues } from '../flags/common.js';
import type { Run, SessionOptions } from './session.js';

export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags = commonFlags;

  /** Runs a pipeline and sets the exit code. */
  protected async session(
    verb: SessionOptions['verb'],
    flags: FlagValues & { force?: boolean },
    run: Run,
  ): Promise<void> {
    const [{ runSession }, { outputTo }] = await Promise.all([import('./session.js'), import('../process/output.js')]);
    const options: SessionOptions = {
      verb,
      flags,
      json: this.jsonEnabled(),
      version: this.config.version,
      plugins: this.config.plugins.values(),
      output: outputTo(process.stdout, process.stderr),
      forgetLog: flags.force ?? false,
    };
    process.exitCode = await runSession(options, run);
  }

  /** Ends a command whose arguments contradict each other. */
  protected async refuse<C extends ErrorCode>(code: C, facts: ErrorFacts[C]): Promise<never> {
    const { SmolfaasError } = await import('@smolfaas/core');
    throw new SmolfaasError(code, facts);
  }

  /**
   * For commands that take no arguments. They are declared not strict all the same: with blanks between topics, oclif takes
   * the words after a strict command for parts of its name and says that there is no command `up fn-a`.
   */
  protected refuseArguments(argv: readonly unknown[]): void {
    if (argv.length > 0) this.error(`Unexpected argument: ${argv.join(' ')}`, { exit: 2 });
  }

  /** Errors before a session begins: wrong flags and arguments, and mistakes of ours. */
  protected override async catch(error: unknown): Promise<void> {
    const { presentEarlyError } = await import('./present-error.js');
    process.exitCode = presentEarlyError(error, this.jsonEnabled());
  }
}
