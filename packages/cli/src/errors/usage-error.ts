/**
 * A command line that is wrong, in words: what no pipeline ever sees, such as an unknown command or flag.
 *
 * Place: thrown by commands and the entry point; `describe` shows it like every other error, with exit code 2.
 * oclif's own errors about flags and arguments become one in oclif-error.ts.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
