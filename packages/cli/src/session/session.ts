/**
 * A session: what stays open while pipelines run, be it one (`smolfaas up`) or many.
 *
 *     open     flags, environment, project file  ->  settings, log, mask
 *     run      settings and runtimes as they are now, engine  ->  one context  ->  one pipeline
 *     close    engine, log, copies of runtimes
 *
 * Only this file knows all parts of a run at once. It knows no display and no report: its caller
 * listens to the events and receives the outcome of the pipeline (run-command.ts).
 *
 * Invariants:
 *  1. A run sees project file, lock file, host settings and linked runtimes as they are when it
 *     begins. Flags and environment are those of the process.
 *  2. What a pipeline emits passes the mask before any listener receives it. The mask hides the
 *     host's passwords and tokens, and the secrets of every build
 *     (docs/decisions/0040-secrets-of-builds-are-masked.md).
 *  3. A run that fails leaves the session usable.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { PipelineContext, Settings } from '@smolfaas/core';
import { type LogFile, removeLog } from '../log/file.js';
import { logPath } from '../log/path.js';
import { runtimeModules } from '../runtimes/modules.js';
import { servedValues } from '../settings/secret-values.js';
import type { DisplayEvent } from '../render/lines.js';
import { Mask } from '../text/mask.js';
import { removeTrustFiles } from '../trust/trust-files.js';
import { engineConnection } from './engine-connection.js';
import { type SessionEvents, sessionEvents } from './events.js';
import { maskedError } from './masked-error.js';
import { localSettings, type OpenContext } from './local-settings.js';
import { hintAtIgnoreRules } from './ignore-hint.js';
import { withDefaultNames, withSearch } from './project-of-run.js';
import { maskedEvents } from './masked-events.js';
import { isLooking } from './looking.js';
import { openSessionLog } from './open-log.js';
import { oncePerText } from './remarks.js';
import { type Begun, readInput, type RunInput, type SessionInput } from './run-input.js';

/** What a run has that may not need the engine. */
export interface LocalContext {
  readonly settings: Settings;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Connects the engine, and gives what a pipeline needs. @throws engine-* */
  readonly connect: () => Promise<PipelineContext>;
}

export interface Session extends Pick<SessionEvents, 'listen'> {
  /** Hides secrets in everything that is shown. It learns them before anything could show them. */
  readonly mask: Mask;
  /** Path of the log file, whether or not it exists. */
  readonly logPath: string;
  /** The open log file; undefined when it cannot be written. */
  readonly log: Pick<LogFile, 'path'> | undefined;
  /**
   * Runs one pipeline, with everything as it is now.
   * @param signal ends this run
   * @throws what the pipeline throws; bad-flag, project-file-*, lock-file-*, engine-*
   */
  run<T>(pipeline: (context: PipelineContext) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The same for work that connects the engine only if it has to. */
  runLocal<T>(work: (context: LocalContext) => Promise<T>, signal: AbortSignal): Promise<T>;
  /**
   * Logs an error that ended a run.
   * @param isWorthAFile see LogFile
   * @returns the error without secrets
   */
  failed(error: unknown, isWorthAFile: (masked: unknown) => boolean): unknown;
  /**
   * The session cannot be used afterwards. `forgetLog` also removes the log, and the files that
   * clients of functions read.
   */
  close(options?: { readonly forgetLog?: boolean }): void;
}

/** @throws bad-flag, project-file-*, lock-file-*, before anything is touched */
export async function openSession(input: SessionInput): Promise<Session> {
  const { environment, verb, version } = input;
  const plugins = [...input.plugins];
  const mask = new Mask();
  const modules = runtimeModules();
  const read = () => readInput(input, plugins, modules, mask);
  let opened: RunInput | undefined = await read();
  const { stateDb } = opened.settings;
  const path = logPath(stateDb, environment);
  const engine = engineConnection(environment, opened.settings);
  const events = sessionEvents();
  let log: LogFile | undefined;
  const show = (event: DisplayEvent): void => {
    log?.event(event);
    events.emit(event);
  };
  const remark = oncePerText(show);
  if (!isLooking(verb))
    log = await openSessionLog(path, { verb, version }, mask.text, (problem) => remark('warning', problem));
  const { emit, flush } = maskedEvents(mask, show);
  const begin = async (): Promise<Begun> => {
    const { notes, warnings, ...given } = opened ?? (await read());
    opened = undefined;
    for (const note of notes) remark('note', note);
    for (const warning of warnings) remark('warning', warning);
    return given;
  };
  const connect = async (given: Omit<Begun, 'place'>, signal: AbortSignal): Promise<OpenContext> => {
    const onSecrets: PipelineContext['onSecrets'] = (secrets) => mask.learn(secrets.flatMap(servedValues));
    return { ...given, engine: await engine.get(signal), emit, onSecrets, signal, now: Date.now, token };
  };
  return {
    mask,
    logPath: path,
    log,
    listen: (listener) => events.listen(listener),
    async run(pipeline, signal) {
      const { place, ...given } = await begin();
      const isFirst = verb === 'up' && !existsSync(given.settings.stateDb);
      try {
        const open = await connect(given, signal);
        if (input.isAboutOthers === true) return await pipeline({ ...open, settings: withDefaultNames(open.settings) });
        const { withNames } = await import('@smolfaas/core/pipelines/with-names.js');
        return await withNames(open, verb === 'up', pipeline);
      } catch (error) {
        throw withSearch(error, place);
      } finally {
        flush();
        if (isFirst) await hintAtIgnoreRules(given.settings.stateDb, environment, remark);
      }
    },
    async runLocal(work, signal) {
      const { place, ...given } = await begin();
      try {
        const local = await localSettings(given.settings, () => connect(given, signal));
        const open = async () => ({ ...(await connect(given, signal)), ...local });
        return await work({ settings: local.settings, signal, connect: open });
      } catch (error) {
        throw withSearch(error, place);
      } finally {
        flush();
      }
    },
    failed(error, isWorthAFile) {
      flush();
      const masked = maskedError(error, mask);
      log?.error(masked, isWorthAFile(masked));
      return masked;
    },
    close({ forgetLog = false } = {}) {
      engine.close();
      modules.close();
      log?.close();
      if (!forgetLog) return;
      removeLog(path);
      removeTrustFiles(stateDb);
    },
  };
}

/** 48 bits: enough against guessing, and short enough for a name on a network. */
const token = (): string => randomBytes(6).toString('hex');
