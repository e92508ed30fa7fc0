/**
 * The symbolic name of a failed system call (`EACCES`). SmolFaaS errors carry it as a fact, and
 * stages decide by it.
 * Node provides it as `code`. An error without a code is not a failed system call; its message is
 * then the best available fact.
 */

/**
 * Name of the system's error, such as `ENOENT`; undefined for an error without one. Names that
 * libraries define also count.
 */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name as a fact for a SmolfaasError; for an error without one, its message. */
export function errnoOf(error: unknown): string {
  return systemCode(error) ?? (error instanceof Error ? error.message : String(error));
}
