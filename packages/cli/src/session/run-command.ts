/**
 * One command line: opens a session, runs one pipeline in it, and turns the result, outcome or
 * error, into output and an exit code.
 *
 * Invariants:
 *  1. In every case the display is stopped before anything else is printed, and the session is
 *     closed.
 *  2. The exit code is that of the report or of the error.
 *  3. All output, by display or report, passes the session's mask.
 */
import type { PipelineContext } from '@smolfaas/core';
import { type Described, describe, USAGE_EXIT } from '../errors/describe.js';
import { type Environment, readEnvironment } from '../process/environment.js';
import { type Output, through } from '../process/output.js';
import { listenForUncaught } from '../process/uncaught.js';
import { chooseMode, createRenderer } from '../render/choose.js';
import type { Renderer } from '../render/renderer.js';
import { createTheme, type Theme, wantsColour } from '../render/theme.js';
import type { Report } from '../report/report.js';
import { maskedData } from './masked-error.js';
import { presentError } from './present-error.js';
import { isLooking } from './looking.js';
import type { SessionInput } from './run-input.js';
import { type LocalContext, openSession, type Session } from './session.js';
import { listenForSignals } from './signals.js';

/** One command line, parsed. */
export interface CommandOptions extends Omit<SessionInput, 'environment'> {
  readonly json: boolean;
  readonly output: Output;
  /** `down --force`: also removes the log once it is closed and the run succeeded. */
  readonly forgetLog?: boolean;
}

/**
 * Runs the pipeline in its context. `theme` is that of stdout, for the report; `log` is the path of
 * the log file.
 */
export type Run = (context: PipelineContext, theme: Theme, log: string) => Promise<Report>;

/** The same for a command that connects the engine only if it has to. */
export type RunLocal = (context: LocalContext, theme: Theme) => Promise<Report>;

/** @returns the exit code. @throws bad-flag and project-file-*, before anything is touched */
export function runCommand(given: CommandOptions, run: Run): Promise<number> {
  return runIn(given, (session, signal, theme) =>
    session.run((context) => run(context, theme, session.logPath), signal),
  );
}

/** @returns the exit code. @throws bad-flag and project-file-*, before anything is touched */
export function runLocalCommand(given: CommandOptions, run: RunLocal): Promise<number> {
  return runIn(given, (session, signal, theme) => session.runLocal((context) => run(context, theme), signal));
}

type Work = (session: Session, signal: AbortSignal, theme: Theme) => Promise<Report>;

async function runIn(given: CommandOptions, work: Work): Promise<number> {
  const environment = readEnvironment();
  const session = await openSession({ ...given, environment });
  const options = { ...given, output: through(session.mask.text, given.output) };
  const renderer = rendererFor(options, environment, session.log?.path);
  session.listen(renderer.emit);
  const interruption = listenForSignals((signal) => {
    if (!isLooking(given.verb)) renderer.print([`${signal}: finishing the current step …`]);
  });
  const end = (error: unknown): number => {
    const masked = session.failed(error, (shown) => isWorthAFile(describe(shown), options));
    const described = describe(masked, session.log?.path);
    renderer.stop();
    const theme = themeOf(environment, environment.stderrIsTerminal);
    const points = environment.stderrIsTerminal;
    // A command that only looks has nothing to converge.
    const isQuiet = described.code === 'interrupted' && isLooking(given.verb) && !options.json;
    if (!isQuiet) presentError(described, options.output, { json: options.json, theme, points });
    return described.exit;
  };
  const ignoreUncaught = listenForUncaught((error) => process.exit(end(error)));
  const theme = themeOf(environment, environment.stdoutIsTerminal, environment.stdoutColumns);
  let exit: number;
  let keepsLog = false;
  try {
    const report = await work(session, interruption.signal, theme);
    renderer.stop();
    options.output.progress((report.notes ?? []).map((note) => `note: ${note}\n`).join(''));
    options.output.data(options.json ? jsonText(maskedData(report.json, session.mask)) : report.text);
    ({ exit, keepsLog = false } = report);
  } catch (error) {
    exit = end(error);
  } finally {
    interruption.stop();
    ignoreUncaught();
  }
  session.close({ forgetLog: options.forgetLog === true && !keepsLog && exit === 0 });
  return exit;
}

/**
 * Whether to keep the log of an error when the run had done nothing yet. The log has the whole
 * stack of an internal error. For a wrong directory or flag one sentence is enough, and `up` leaves
 * no file in a project that it could not begin.
 */
function isWorthAFile({ code, exit }: Described, { verb }: CommandOptions): boolean {
  return code === 'bug' || (verb !== 'up' && exit !== USAGE_EXIT);
}

/** Empty for a command that has already written its documents. */
const jsonText = (json: unknown): string => (json === undefined ? '' : `${JSON.stringify(json, null, 2)}\n`);

function rendererFor(
  { verb, flags, json, output }: CommandOptions,
  environment: Environment,
  log: string | undefined,
): Renderer {
  const chosen = chooseMode(environment, { json, verbose: flags.verbose });
  const mode = chosen === 'live' && isLooking(verb) ? 'plain' : chosen;
  const theme = themeOf(environment, environment.stderrIsTerminal);
  return createRenderer(mode, { verb, theme, verbose: flags.verbose, now: Date.now, log }, output);
}

function themeOf({ env }: Environment, isTerminal: boolean, columns?: number): Theme {
  return createTheme(wantsColour(env, isTerminal), columns);
}
