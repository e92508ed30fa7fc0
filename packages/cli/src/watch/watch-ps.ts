/**
 * `ps --watch`: draws one sample after the other in place. Without a terminal, it prints each below
 * the one before; with `--json`, one document per line.
 *
 * Invariant: however it ends, the terminal is as before, and shows the last sample.
 */
import { isSmolfaasError, type PipelineContext } from '@smolfaas/core';
import { watch } from '@smolfaas/core/pipelines/watch.js';
import { listenForQuit } from '../process/quit-key.js';
import { readEnvironment } from '../process/environment.js';
import type { Report } from '../report/report.js';
import { watchJson, watchLines } from '../report/ps-watch.js';
import * as check from '../settings/check-value.js';
import { LiveRegion } from '../render/live-region.js';
import type { Theme } from '../render/theme.js';

export interface WatchOptions {
  readonly names: readonly string[];
  /** Seconds, as typed. */
  readonly interval: string;
  readonly json: boolean;
  readonly theme: Theme;
  readonly write: (text: string) => void;
}

/** Ends with exit 0 when the user ends it. @throws as the pipeline `watch`; bad-flag */
export async function watchPs(context: PipelineContext, options: WatchOptions): Promise<Report> {
  const intervalMs = 1000 * check.wholeNumber('--interval', options.interval, 1, 3600);
  const quit = listenForQuit();
  const screen = options.json ? undefined : startScreen(options);
  const signal = AbortSignal.any([context.signal, quit.signal]);
  try {
    for await (const sample of watch({ ...context, signal }, { names: options.names, intervalMs })) {
      if (options.json) options.write(`${JSON.stringify(watchJson(sample))}\n`);
      else {
        const { stdoutSize: size } = readEnvironment();
        const { theme } = options;
        const look = { theme, now: sample.at, width: size?.columns, rows: size?.rows };
        screen?.show(watchLines(sample, { ...look, functionsDir: context.settings.functionsDir }));
      }
    }
  } catch (error) {
    if (!quit.signal.aborted && !(isSmolfaasError(error, 'interrupted') && error.facts.signal === 'SIGINT'))
      throw error;
  } finally {
    screen?.stop();
    quit.stop();
  }
  return { text: '', json: undefined, exit: 0 };
}

/** In place on a terminal, else one sample below the other with a blank line between them. */
function startScreen({ write }: WatchOptions) {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  let last: readonly string[] = [];
  if (readEnvironment().stdoutSize === undefined) {
    return {
      show(lines: readonly string[]) {
        write(`${last.length > 0 ? '\n' : ''}${text(lines)}`);
        last = lines;
      },
      stop: () => undefined,
    };
  }
  const region = new LiveRegion(
    {
      write,
      rows: () => readEnvironment().stdoutSize?.rows ?? 24,
      onExit: (restore) => {
        process.on('exit', restore);
        return () => process.off('exit', restore);
      },
    },
    () => last,
  );
  return {
    show(lines: readonly string[]) {
      last = lines;
      region.print([]);
    },
    stop() {
      region.stop();
      write(text(last));
    },
  };
}
