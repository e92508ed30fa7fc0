/**
 * What a command has to say when its pipeline is done: text for people, a document for programs, and the exit code. Made by
 * pure functions from the pipelines' outcomes, one file for each verb.
 */
import type { Described } from '../errors/describe.js';

export interface Report {
  /** For stdout, with its line ends; empty when there is nothing to say. */
  readonly text: string;
  /** For stdout under `--json`. */
  readonly json: unknown;
  readonly exit: number;
  /** The log stays, although the command removes it otherwise: it is another project's as well. */
  readonly keepsLog?: boolean;
}

/** The one form in which errors appear in JSON, whether they ended the run or one function. */
export function errorJson({ code, message, hint, facts }: Described): Readonly<Record<string, unknown>> {
  return { code, message, ...(hint === undefined ? {} : { hint }), facts };
}
