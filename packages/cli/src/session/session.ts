/**
 * The composition root: one run of one pipeline. Only this file knows all parts at once:
 * environment, settings, runtimes, the engine, the display, the log and the signals. It passes them
 * to the pipeline as one context. It turns the result, outcome or error, into output and an exit
 * code.
 *
 * Invariants:
 *  1. In every case the display is stopped before anything else is printed, and the engine is
 *     closed.
 *  2. The exit code is that of the report or of the error.
 *  3. All output, by display, report or log, passes the mask. It hides the host's passwords and
 *     tokens, and the secrets of every build (docs/decisions/0040-secrets-of-builds-are-masked.md).
 */
import { randomBytes } from 'node:crypto';
import type { Engine, PipelineContext, Settings } from '@smolfaas/core';
import { type Described, describe, USAGE_EXIT } from '../errors/describe.js';
import type { FlagValues } from '../flags/common.js';
import { type LogFile, removeLog } from '../log/file.js';
import { logPath } from '../log/path.js';
import { type Environment, readEnvironment } from '../process/environment.js';
import { type Output, through } from '../process/output.js';
import { listenForSignals } from './signals.js';
import { listenForUncaught } from '../process/uncaught.js';
import { loadProjectFile } from '../settings/project-file/load.js';
import { NO_PROJECT_FILE, type ProjectFile } from '../settings/project-file/project-file.js';
import { chooseMode, createRenderer } from '../render/choose.js';
import type { DisplayEvent } from '../render/lines.js';
import type { Renderer } from '../render/renderer.js';
import { createTheme, type Theme, wantsColour } from '../render/theme.js';
import type { Report } from '../report/report.js';
import { discoverRuntimes, type PluginLike } from '../runtimes/discover.js';
import { notices } from '../runtimes/notices.js';
import { secretValues, servedValues } from '../settings/secret-values.js';
import { toSettings } from '../settings/settings.js';
import { Mask } from '../text/mask.js';
import { maskedData, maskedError } from './masked-error.js';
import { maskedEvents } from './masked-events.js';
import { openSessionLog } from './open-log.js';
import { presentError } from './present-error.js';
import { untrustedDirectories } from './untrusted.js';

type Show = (event: DisplayEvent) => void;

/** Time limit for the search for the engine. */
const CONNECT_MS = 60_000;

/** One command line, parsed. */
export interface SessionOptions {
  readonly verb: 'up' | 'down' | 'check' | 'images' | 'prune' | 'du' | 'wait';
  readonly flags: FlagValues;
  readonly json: boolean;
  readonly version: string;
  readonly plugins: Iterable<PluginLike>;
  readonly output: Output;
  /** `down --force`: also removes the log once it is closed and the run succeeded. */
  readonly forgetLog?: boolean;
}

/**
 * Runs the pipeline in its context. `theme` is that of stdout, for the report; `log` is the path of
 * the log file.
 */
export type Run = (context: PipelineContext, theme: Theme, log: string) => Promise<Report>;

/** @returns the exit code. @throws bad-flag and project-file-*, before anything is touched */
export async function runSession(given: SessionOptions, run: Run): Promise<number> {
  const environment = readEnvironment();
  const project = given.verb === 'down' ? NO_PROJECT_FILE : await loadProjectFile(given.flags, environment);
  const settings = toSettings(given.flags, environment, project);
  const mask = new Mask(secretValues(settings.host));
  const options = { ...given, output: through(mask.text, given.output) };
  const path = logPath(settings.stateDb, environment);
  const renderer = rendererFor(options, environment);
  const warn = (message: string) => renderer.emit({ type: 'remark', level: 'warning', message });
  const log = await openSessionLog(path, { verb: options.verb, version: options.version }, mask.text, warn);
  const interruption = listenForSignals((signal) => renderer.print([`${signal}: finishing the current step …`]));
  const show = fanOut(log, renderer);
  const { emit, flush } = maskedEvents(mask, show);
  const onSecrets: PipelineContext['onSecrets'] = (secrets) => mask.learn(secrets.flatMap(servedValues));
  const end = (error: unknown) => {
    flush();
    const masked = maskedError(error, mask);
    const described = describe(masked, log?.path);
    log?.error(masked, isWorthAFile(described, options));
    renderer.stop();
    presentError(described, options.output, {
      json: options.json,
      theme: themeOf(environment, environment.stderrIsTerminal),
    });
    return described.exit;
  };
  const ignoreUncaught = listenForUncaught((error) => process.exit(end(error)));
  let exit: number;
  let keepsLog = false;
  try {
    const runtimes = await usableRuntimes(options.plugins, project, show);
    const report = await withEngine(environment, settings, interruption.signal, (engine) => {
      const { signal } = interruption;
      const context = { settings, engine, ...runtimes, emit, onSecrets, signal, now: Date.now, token };
      return run(context, themeOf(environment, environment.stdoutIsTerminal), path);
    });
    flush();
    renderer.stop();
    options.output.data(options.json ? `${JSON.stringify(maskedData(report.json, mask), null, 2)}\n` : report.text);
    ({ exit, keepsLog = false } = report);
  } catch (error) {
    exit = end(error);
  } finally {
    interruption.stop();
    ignoreUncaught();
    log?.close();
  }
  if (options.forgetLog && !keepsLog && exit === 0) removeLog(path);
  return exit;
}

/**
 * The usable runtimes. Shows notices about those that cannot be used, replace a bundled one, or are
 * missing in the project.
 */
async function usableRuntimes(
  plugins: Iterable<PluginLike>,
  { runtimes: needed, note }: ProjectFile,
  show: Show,
): Promise<Pick<PipelineContext, 'runtimes' | 'missingRuntimes'>> {
  const all = [...plugins];
  const discovery = discoverRuntimes(all);
  if (note !== undefined) show({ type: 'remark', level: 'note', message: note });
  const missing = needed.length === 0 ? [] : (await import('../runtimes/missing.js')).missingRuntimes(needed, all);
  for (const message of [...missing.map(({ notice }) => notice), ...notices(discovery)])
    show({ type: 'remark', level: 'warning', message });
  return { runtimes: discovery.runtimes, missingRuntimes: missing.map(({ spec }) => spec) };
}

/** 48 bits: enough against guessing, and short enough for a name on a network. */
const token = (): string => randomBytes(6).toString('hex');

/** Connects, and closes all connections at the end so that the process can exit. */
async function withEngine<T>(
  { env, home, cwd }: Environment,
  { functionsDir }: Settings,
  signal: AbortSignal,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const [{ connectEngine }, { SmolfaasError }] = await Promise.all([
    import('@smolfaas/engine-docker'),
    import('@smolfaas/core'),
  ]);
  const tooLong = AbortSignal.timeout(CONNECT_MS);
  const untrusted = untrustedDirectories(functionsDir, cwd, home);
  const either = AbortSignal.any([signal, tooLong]);
  const engine = await connectEngine({ env, home, untrusted, signal: either }).catch((error) => {
    if (error !== tooLong.reason) throw error;
    throw new SmolfaasError('engine-hangs', { endpoint: 'any socket', call: 'connect', seconds: CONNECT_MS / 1000 });
  });
  try {
    return await use(engine);
  } finally {
    engine.close();
  }
}

/**
 * Whether to keep the log of an error when the run had done nothing yet. The log has the whole
 * stack of an internal error. For a wrong directory or flag one sentence is enough, and `up` leaves
 * no file in a project that it could not begin.
 */
function isWorthAFile({ code, exit }: Described, { verb }: SessionOptions): boolean {
  return code === 'bug' || (verb !== 'up' && exit !== USAGE_EXIT);
}

function rendererFor({ verb, flags, json, output }: SessionOptions, environment: Environment): Renderer {
  const mode = chooseMode(environment, { json, verbose: flags.verbose });
  const theme = themeOf(environment, environment.stderrIsTerminal);
  return createRenderer(mode, { verb, theme, verbose: flags.verbose, now: Date.now }, output);
}

function themeOf({ env }: Environment, isTerminal: boolean): Theme {
  return createTheme(wantsColour(env, isTerminal));
}

function fanOut(log: LogFile | undefined, renderer: Renderer): Show {
  return (event) => {
    log?.event(event);
    renderer.emit(event);
  };
}
