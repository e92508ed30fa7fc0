/**
 * One command line whose output is a stream: like run-command.ts, but the pipeline writes while it
 * runs, and there is no report.
 *
 * Invariants:
 *  1. Everything written passes the session's mask.
 *  2. A reader that leaves (`| head`) ends the command quietly, with exit code 0; an interrupt
 *     does so, with the code of its signal.
 *  3. There is no live display: it would redraw between the lines.
 */
import { setMaxListeners } from 'node:events';
import { isSmolfaasError, type PipelineContext } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { type Environment, readEnvironment } from '../process/environment.js';
import { ReaderGone, type Sink, sinkTo } from '../process/sink.js';
import { listenForUncaught } from '../process/uncaught.js';
import { through } from '../process/output.js';
import { createRenderer } from '../render/choose.js';
import { createTheme, type Theme, wantsColour } from '../render/theme.js';
import type { Mask } from '../text/mask.js';
import { presentError } from './present-error.js';
import type { CommandOptions } from './run-command.js';
import { openSession } from './session.js';
import { listenForSignals } from './signals.js';

export interface StreamOptions extends CommandOptions {
  /** Ctrl-C is how this command is meant to end: exit code 0. */
  readonly endsWithInterrupt: boolean;
}

/** What a streaming pipeline writes with. */
export interface Streaming {
  readonly environment: Environment;
  /** That of stdout. */
  readonly theme: Theme;
  readonly colour: boolean;
  readonly mask: Mask;
  readonly sink: Sink;
  /** A line about the command itself, for stderr. */
  readonly note: (line: string) => void;
  /** Path of the log file. */
  readonly log: string;
}

/** Runs a pipeline that writes; it returns the exit code. */
export type RunStream = (context: PipelineContext, streaming: Streaming) => Promise<number>;

/** @returns the exit code. @throws bad-flag and project-file-*, before anything is touched */
export async function runStream(given: StreamOptions, run: RunStream): Promise<number> {
  const environment = readEnvironment();
  const session = await openSession({ ...given, environment });
  const output = through(session.mask.text, given.output);
  const errorTheme = createTheme(wantsColour(environment.env, environment.stderrIsTerminal));
  const { verb, flags, json } = given;
  const drawn = { verb, theme: errorTheme, verbose: flags.verbose, now: Date.now };
  const renderer = createRenderer(json ? 'quiet' : 'plain', drawn, output);
  session.listen(renderer.emit);
  const end = (error: unknown): number => {
    const described = describe(
      session.failed(error, (shown) => describe(shown).code === 'bug'),
      session.log?.path,
    );
    const look = { json, theme: errorTheme, points: environment.stderrIsTerminal };
    if (json || described.code !== 'interrupted') presentError(described, output, look);
    return described.exit;
  };
  const interruption = listenForSignals(() => undefined);
  const ignoreUncaught = listenForUncaught((error) => process.exit(end(error)));
  const sink = sinkTo(process.stdout, interruption.signal);
  const colour = wantsColour(environment.env, environment.stdoutIsTerminal);
  const { mask, logPath: log } = session;
  const note = (line: string) => renderer.print([errorTheme.dim(line)]);
  const streaming = { environment, theme: createTheme(colour), colour, mask, sink, note, log };
  const signal = AbortSignal.any([interruption.signal, sink.closed]);
  setMaxListeners(0, signal); // see signals.ts
  try {
    return await session.run((context) => run(context, streaming), signal);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    const isInterrupt = isSmolfaasError(error, 'interrupted') && error.facts.signal === 'SIGINT';
    return isInterrupt && given.endsWithInterrupt ? 0 : end(error);
  } finally {
    interruption.stop();
    ignoreUncaught();
    session.close();
  }
}
