/**
 * The symbolic name of a failed system call (`EACCES`), which our errors carry as a fact and decisions are made by.
 * Node gives it as `code`; whatever fails without one is not a system call, and its message is then the best fact there is.
 */

/** Name of the system's error, such as `ENOENT`; undefined for an error that has none. Libraries with names of their own count too. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The same as a fact for an error of ours: where there is no name, the message. */
export function errnoOf(error: unknown): string {
  return systemCode(error) ?? (error instanceof Error ? error.message : String(error));
}
