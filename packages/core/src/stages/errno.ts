/**
 * The symbolic name of a failed system call (`EACCES`), which our errors carry as a fact.
 * Node gives it as `code`; whatever fails without one is not a system call, and its message is then the best fact there is.
 */

/** Name of the system's error, such as `ENOENT`. */
export function errnoOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : String(error);
}
