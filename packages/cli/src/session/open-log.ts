/**
 * Opens the log of a session, or goes on without one: a full disk or a read-only home must not stop a run that needs neither.
 * The reason is not swallowed; the session tells it as a warning.
 */
import { type LogFile, openLog } from '../log/file.js';

/** A log that could not be opened keeps nothing; `problem` says why. */
export interface SessionLog {
  readonly log: LogFile | undefined;
  readonly problem?: string;
}

export async function openSessionLog(
  path: string,
  command: { verb: string; version: string },
  mask: (text: string) => string,
): Promise<SessionLog> {
  try {
    return { log: await openLog(path, command, mask) };
  } catch (error) {
    return { log: undefined, problem: `no log file: ${error instanceof Error ? error.message : String(error)}` };
  }
}
