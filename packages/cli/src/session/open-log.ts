/**
 * Opens the log of a session, or continues without one: a full disk or a read-only home directory
 * must not stop a run that needs neither. The session shows the reason as a warning.
 */
import { systemCode } from '@smolfaas/core';
import { type LogFile, openLog } from '../log/file.js';
import { quote } from '../text/safe.js';

export async function openSessionLog(
  path: string,
  command: { verb: string; version: string },
  mask: (text: string) => string,
  onProblem: (problem: string) => void,
): Promise<LogFile | undefined> {
  try {
    return await openLog(path, command, mask, onProblem);
  } catch (error) {
    onProblem(`no log file: ${systemCode(error) ?? String(error)}, ${quote(path)}`);
    return undefined;
  }
}
