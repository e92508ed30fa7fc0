/**
 * The log file: every event and every error with its chain of causes, as one JSON object per line
 * (pino). Users attach it to a bug report, so it contains what the screen leaves out.
 *
 * Invariants:
 *  1. Writes are synchronous: the last line before a crash is the one that matters.
 *  2. The size is bounded: a file of 5 MiB or more becomes `.1` when the next run begins. There are
 *     at most two files.
 *  3. A log that cannot be written never stops a run; the reason is reported once.
 *  4. A run that fails before it does anything creates no file (lazy-file.ts), unless its caller
 *     wants the error kept.
 *  5. No secrets: settings are not logged, and the output of build steps passes the mask.
 */
import { rmSync } from 'node:fs';
import type { DisplayEvent } from '../render/lines.js';
import { LazyFile } from './lazy-file.js';

const MAX_BYTES = 5 * 1024 * 1024;

/** An open log. */
export interface LogFile {
  readonly path: string;
  event(event: DisplayEvent): void;
  /** `isWorthAFile`: creates the file even when the run has done nothing yet. */
  error(error: unknown, isWorthAFile?: boolean): void;
  close(): void;
}

/** Events about what a run does; all other events report what it observes. */
const DEEDS: ReadonlySet<DisplayEvent['type']> = new Set(['build', 'builder', 'image', 'removed', 'router']);

function isDeed(event: DisplayEvent): boolean {
  return event.type === 'function' ? event.phase !== 'failed' : DEEDS.has(event.type);
}

/**
 * Imports pino here, so that `--help` and `--version` do not pay for it.
 * @param onProblem receives the reason, once, when nothing can be logged
 * @throws the file system's error
 */
export async function openLog(
  path: string,
  command: { readonly verb: string; readonly version: string },
  mask: (text: string) => string = (text) => text,
  onProblem: (problem: string) => void = () => undefined,
): Promise<LogFile> {
  const { default: pino } = await import('pino'); // pino is CommonJS; once bundled, a dynamic import has only its default export
  const destination = new LazyFile(path, { maxBytes: MAX_BYTES, onProblem });
  const logger = pino(
    { base: { pid: process.pid }, serializers: { err: causes, error: causes }, hooks: { streamWrite: mask } },
    destination,
  );
  logger.info(command, 'begin');
  return {
    path,
    event: (event) => {
      logger.info(event, event.type);
      if (isDeed(event)) destination.open();
    },
    error: (error, isWorthAFile = false) => {
      logger.error({ err: error }, 'error');
      if (isWorthAFile) destination.open();
    },
    close: () => {
      logger.info('end');
      destination.close();
    },
  };
}

/** Removes the log and its predecessor: `down --force` leaves nothing behind. */
export function removeLog(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.1`, { force: true });
}

/**
 * An error with its stack and all its causes as plain data; at most 8 levels, since chains can be
 * circular.
 */
export function causes(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error) || depth > 8) return error;
  const code = 'code' in error ? { code: error.code } : {};
  const inner = error instanceof AggregateError ? { errors: error.errors.map((one) => causes(one, depth + 1)) } : {};
  const cause = error.cause === undefined ? {} : { cause: causes(error.cause, depth + 1) };
  return { name: error.name, message: error.message, ...code, stack: error.stack, ...inner, ...cause };
}
