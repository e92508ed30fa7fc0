/**
 * Runs `smolfaas runtimes`: discover, warn, print. It needs no session, because there is nothing to
 * lock, to log or to connect to.
 *
 * Invariant: a broken plug-in is a warning here, not a failure. Users of the list want to see all
 * of it, including the faults. Under `--json` the faults are in the document, and stderr is empty.
 */
import { readEnvironment } from '../process/environment.js';
import type { Output } from '../process/output.js';
import { plainLines } from '../render/lines.js';
import { createTheme, wantsColour } from '../render/theme.js';
import { reportRuntimes } from '../report/runtimes.js';
import { discoverRuntimes, type PluginLike } from '../runtimes/discover.js';
import { notices } from '../runtimes/notices.js';

/** @returns the exit code, always 0 */
export function listRuntimes(plugins: Iterable<PluginLike>, output: Output, json: boolean): number {
  const { env, platform, stdoutIsTerminal, stdoutColumns, stderrIsTerminal } = readEnvironment();
  const discovery = discoverRuntimes(plugins);
  const report = reportRuntimes(discovery, {
    theme: createTheme(wantsColour(env, stdoutIsTerminal), stdoutColumns),
    platform,
  });
  if (json) {
    output.data(`${JSON.stringify(report.json, null, 2)}\n`);
    return report.exit;
  }
  const look = { theme: createTheme(wantsColour(env, stderrIsTerminal)), verbose: false, width: 0, now: Date.now() };
  const warnings = notices(discovery).flatMap((message) =>
    plainLines({ type: 'remark', level: 'warning', message }, look),
  );
  output.data(report.text);
  output.progress(warnings.map((line) => `${line}\n`).join(''));
  return report.exit;
}
