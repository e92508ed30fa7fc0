/**
 * `ps --watch`: draws one sample after the other in place. Without a terminal, it prints each below
 * the one before; with `--json`, one document per line.
 *
 * Invariants:
 *  1. However it ends, the terminal is as before, and shows the last sample.
 *  2. A slow reader delays the next sample, and memory stays flat.
 */
import { isSmolfaasError, type PipelineContext } from '@smolfaas/core';
import { watch } from '@smolfaas/core/pipelines/watch.js';
import { listenForQuit } from '../process/quit-key.js';
import { readEnvironment } from '../process/environment.js';
import { watchJson, watchLines } from '../report/ps-watch.js';
import { maskedData } from '../session/masked-error.js';
import type { Streaming } from '../session/run-stream.js';
import * as check from '../settings/check-value.js';
import { LiveRegion } from '../render/live-region.js';

export interface WatchOptions {
  readonly names: readonly string[];
  /** Seconds, as typed. */
  readonly interval: string;
  readonly json: boolean;
}

type Write = (text: string) => Promise<void>;

/**
 * Returns the exit code, 0, when the user ends it with a key.
 * @throws as the pipeline `watch`; bad-flag
 */
export async function watchPs(
  context: PipelineContext,
  options: WatchOptions,
  { mask, sink, theme }: Pick<Streaming, 'mask' | 'sink' | 'theme'>,
): Promise<number> {
  const intervalMs = 1000 * check.wholeNumber('--interval', options.interval, 1, 3600);
  const write: Write = (text) => sink.write(mask.text(text));
  const quit = listenForQuit();
  const screen = options.json ? undefined : startScreen(write);
  const signal = AbortSignal.any([context.signal, quit.signal]);
  try {
    for await (const sample of watch({ ...context, signal }, { names: options.names, intervalMs })) {
      if (screen === undefined) await sink.write(`${JSON.stringify(maskedData(watchJson(sample), mask))}\n`);
      else {
        const { stdoutSize: size } = readEnvironment();
        const look = { theme, now: sample.at, width: size?.columns, rows: size?.rows };
        await screen.show(watchLines(sample, { ...look, functionsDir: context.settings.functionsDir }));
      }
    }
  } catch (error) {
    if (!quit.signal.aborted || isSmolfaasError(error, 'interrupted')) throw error;
  } finally {
    screen?.stop();
    quit.stop();
  }
  return 0;
}

/** In place on a terminal, else one sample below the other with a blank line between them. */
function startScreen(write: Write) {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  let last: readonly string[] = [];
  if (readEnvironment().stdoutSize === undefined) {
    return {
      async show(lines: readonly string[]) {
        await write(`${last.length > 0 ? '\n' : ''}${text(lines)}`);
        last = lines;
      },
      stop: () => undefined,
    };
  }
  let written = Promise.resolve();
  const region = new LiveRegion(
    {
      write: (drawn) => (written = write(drawn)),
      rows: () => readEnvironment().stdoutSize?.rows ?? 24,
      onExit: (restore) => {
        process.on('exit', restore);
        return () => process.off('exit', restore);
      },
    },
    () => last,
  );
  return {
    async show(lines: readonly string[]) {
      last = lines;
      region.print([]);
      await written;
    },
    stop() {
      region.stop();
      void write(text(last));
    },
  };
}
