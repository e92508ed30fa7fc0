/**
 * Base of commands whose output is a stream (`logs`, `exec`): the flags and errors of all commands,
 * and a session in which the pipeline writes while it runs.
 */
import type { FlagValues } from '../flags/common.js';
import { BaseCommand } from './base-command.js';
import type { RunStream, StreamOptions } from './run-stream.js';

export abstract class StreamCommand extends BaseCommand {
  /** Runs a streaming pipeline and sets the exit code. */
  protected async stream(
    options: Pick<StreamOptions, 'verb' | 'endsWithInterrupt'>,
    flags: FlagValues,
    run: RunStream,
  ): Promise<void> {
    const [{ runStream }, { outputTo }] = await Promise.all([
      import('./run-stream.js'),
      import('../process/output.js'),
    ]);
    const given: StreamOptions = {
      ...options,
      flags,
      json: this.jsonEnabled(),
      version: this.config.version,
      plugins: this.config.plugins.values(),
      output: outputTo(process.stdout, process.stderr),
    };
    process.exitCode = await runStream(given, run);
  }
}
