/**
 * The one error type of this package: a closed list of codes, each with its own facts.
 *
 * Every stage throws it (connect, session, file sync, solve); callers switch on `code` and read
 * `details`.
 * Invariants:
 *   1. A code never changes its meaning, and its `details` shape belongs to it (`ErrorDetails`).
 *   2. `message` says what failed, where and why in one sentence. Advice to a user belongs to the
 *      caller.
 *   3. The error of the daemon or the operating system is kept as `cause`.
 */

/** Why an image reference could not be turned into an image. */
export type ImageNotFoundCause =
  | 'not-found'
  | 'unauthorized'
  | 'unreachable'
  | 'no-dns'
  /** The registry's certificate is from an authority that the daemon does not trust. */
  | 'unknown-ca'
  /** The registry's certificate is not valid at this time, by the daemon's clock. */
  | 'expired'
  /** The registry speaks HTTP where HTTPS is expected. */
  | 'plain-http';

/** The facts that go with each code. */
export interface ErrorDetails {
  /** The engine answers, but has no BuildKit at this path (an HTTP status other than 101). */
  'no-buildkit': { status: number; body: string };
  /**
   * No answer at the address: refused, missing socket, time-out, no such host. `errno` as the
   * system names it.
   */
  unreachable: { address: string; errno?: string };
  /** The address exists, but this user may not use it. */
  permission: { address: string; errno: string };
  /**
   * A step of the build failed; `lines` are its last lines of output. `exitCode` is absent if the
   * step was not a process.
   */
  'step-failed': { step: string; exitCode?: number; lines: readonly string[] };
  /** A file no longer matches its fingerprint. */
  'source-changed': { path: string };
  /** A file could not be read. */
  'source-unreadable': { path: string; errno: string };
  /** The request's signal, or `close()`, ended it; `step` was running. */
  canceled: { step?: string };
  /** The deadline passed; `step` was running. */
  deadline: { step?: string; deadlineMs: number };
  /**
   * An image of the graph, such as a base image, is not available; `said` is the daemon's own
   * sentence.
   */
  'image-not-found': { ref: string; cause: ImageNotFoundCause; said: string };
  /** A step needs a secret that is not in the request. */
  'secret-missing': { id: string };
  /** The receiver of the export failed; its error is the cause. */
  'export-failed': Record<string, never>;
  /** The session's tunnel ended while a solve needed it. */
  'session-lost': Record<string, never>;
  /** The connection to the daemon broke during a call. */
  'daemon-stopped': { step?: string };
  /** The frontend refused its input, such as a Dockerfile that does not parse. */
  frontend: { line?: number };
  /** The frontend's graph was to be rewritten, but the daemon did not return it. */
  'no-graph': Record<string, never>;
  /** One side broke the protocol, or the daemon returned an error without a code here. */
  protocol: { status?: number };
}

/** The closed list of codes. */
export type BuildKitErrorCode = keyof ErrorDetails;

/** An error with a code from the closed list and the facts of that code. */
export class BuildKitError<C extends BuildKitErrorCode = BuildKitErrorCode> extends Error {
  /** What kind of failure it is. */
  readonly code: C;
  /** Its facts. */
  readonly details: ErrorDetails[C];

  constructor(code: C, message: string, details: ErrorDetails[C], options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'BuildKitError';
    this.code = code;
    this.details = details;
  }
}

/**
 * Narrows an unknown error to BuildKitError, optionally to one code, so that `details` is typed.
 */
export function isBuildKitError<C extends BuildKitErrorCode>(error: unknown, code?: C): error is BuildKitError<C> {
  return error instanceof BuildKitError && (code === undefined || error.code === code);
}

/** The system's error name (`ENOENT`, `EACCES`…) of a Node.js error, if it has one. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
