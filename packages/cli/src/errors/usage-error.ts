/**
 * A wrong command line that no pipeline sees, such as an unknown command or flag.
 *
 * Place: commands and the entry point throw it; `describe` shows it like every other error, with
 * exit code 2. oclif-error.ts converts oclif's own errors about flags and arguments into this one.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
