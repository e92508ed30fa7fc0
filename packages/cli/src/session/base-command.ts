/**
 * What all commands with a session share: the flags of the base contract, and the session in which
 * a pipeline runs. Errors and `--json` are shared by all commands (plain-command.ts).
 *
 * Invariant: core and the engine are imported when a command runs, never for `--help`.
 */
import type { ErrorCode, ErrorFacts } from '@smolfaas/core';
import { commonFlags, type FlagValues } from '../flags/common.js';
import { PlainCommand } from './plain-command.js';
import type { CommandOptions, Run, RunLocal } from './run-command.js';

export abstract class BaseCommand extends PlainCommand {
  static override baseFlags = commonFlags;

  /**
   * Runs a pipeline and sets the exit code.
   * @param isAboutOthers the run is not about the project of this directory, which need not exist
   */
  protected async session(
    verb: CommandOptions['verb'],
    flags: FlagValues & { force?: boolean },
    run: Run,
    isAboutOthers = false,
  ): Promise<void> {
    const { runCommand } = await import('./run-command.js');
    process.exitCode = await runCommand(await this.options(verb, flags, isAboutOthers), run);
  }

  /** The same for work that connects the engine only if it has to. */
  protected async localSession(verb: CommandOptions['verb'], flags: FlagValues, run: RunLocal): Promise<void> {
    const { runLocalCommand } = await import('./run-command.js');
    process.exitCode = await runLocalCommand(await this.options(verb, flags), run);
  }

  private async options(
    verb: CommandOptions['verb'],
    flags: FlagValues & { force?: boolean },
    isAboutOthers = false,
  ): Promise<CommandOptions> {
    const { outputTo } = await import('../process/output.js');
    return {
      verb,
      flags,
      json: this.jsonEnabled(),
      version: this.config.version,
      plugins: this.config.plugins.values(),
      output: outputTo(process.stdout, process.stderr),
      forgetLog: (flags.force ?? false) && !isAboutOthers,
      isAboutOthers,
    };
  }

  /** Ends a command with contradictory arguments. */
  protected async refuse<C extends ErrorCode>(code: C, facts: ErrorFacts[C]): Promise<never> {
    const { SmolfaasError } = await import('@smolfaas/core');
    throw new SmolfaasError(code, facts);
  }
}
