/**
 * The result of a command after its pipeline: text for people, a document for programs, and the
 * exit code. Pure functions make it from the pipelines' outcomes, with one file for each verb.
 */
import type { Described } from '../errors/describe.js';

export interface Report {
  /** For stdout, including line ends; empty when there is nothing to report. */
  readonly text: string;
  /** For stdout under `--json`; undefined when the command has already written it. */
  readonly json: unknown;
  readonly exit: number;
  /** What the user should know; for stderr, one line each. */
  readonly notes?: readonly string[];
  /** Keeps the log although the command would remove it, because another project uses it too. */
  readonly keepsLog?: boolean;
}

/** The one form of errors in JSON, whether they ended the run or one function. */
export function errorJson({ code, message, hint, log, facts }: Described): Readonly<Record<string, unknown>> {
  return { code, message, ...(hint === undefined ? {} : { hint }), ...(log && { log: log.path }), facts };
}
