/**
 * Reads what a run of `up --verbose` said about build steps: which ones ran, which ones were cached.
 *
 * The plain display is one event a line (`fn  | #6 go mod download  cached`), so cache behaviour can be judged from outside, the
 * way a user would see it. A step may be told twice: without inputs it is `done` when its key is known, and `cached` when its
 * result turns out to be there already. The last word counts.
 */
import type { CliResult } from './cli.js';

export interface BuildSteps {
  /** Names of the steps that ran to their end. */
  readonly ran: readonly string[];
  readonly cached: readonly string[];
}

/** Steps that every build has and that say nothing about its cache. */
const ALWAYS = /^(load |docker-image:|oci-layout:|exporting )/;

/** The steps of one function. */
export function stepsOf(result: CliResult, fn: string): BuildSteps {
  const line = new RegExp(`^${fn} +\\| (#\\d+) (.+?)  (done|cached)\\b`, 'gm');
  const last = new Map<string, { name: string; status: string }>();
  for (const [, id = '', name = '', status = ''] of (result.stdout + result.stderr).matchAll(line))
    if (!ALWAYS.test(name)) last.set(id, { name, status });
  const names = (wanted: string) =>
    [...last.values()].filter(({ status }) => status === wanted).map(({ name }) => name);
  return { ran: names('done'), cached: names('cached') };
}
