/**
 * What the set-up says: one line for each step, `• name … outcome`.
 *
 * Lines go to stdout as whole lines, so they stay readable in a CI log and when steps finish side by side.
 */

/** Prints the outcome of one step. */
export function say(step, outcome) {
  process.stdout.write(`• ${step} … ${outcome}\n`);
}

/** Seconds since `start` (a Date.now() value), as a person would write them. */
export function secondsSince(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** A size in the decimal megabytes that `docker images` shows. */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/** A problem that only the user can solve: `message` says what, why and what to do; `exitCode` as the CLI's own. */
export class NeedsUser extends Error {
  constructor(message, exitCode = 3) {
    super(message);
    this.name = 'NeedsUser';
    this.exitCode = exitCode;
  }
}
