/**
 * Handles standard streams that cannot be written: a full disk behind `> file`, a device that is
 * always full.
 *
 * Place: the entry point installs this before any output. A pipe that its reader has closed is not
 * an error; output.ts handles it.
 *
 * Lost output on stderr is ignored: the run continues and its exit code says how it ended. Lost
 * output on stdout is the result that the user wants. One line on stderr reports the loss, and a
 * run that would exit with 0 exits with 3.
 *
 * Gotcha: oclif rethrows every error that stdout reports. So this file hides such errors from all
 * listeners.
 */
const READER_GONE = new Set(['EPIPE', 'EIO']);
const EXIT = 3;

/** The parts of `process` that this file needs. */
export interface Standard {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  exitCode?: number | string | null | undefined;
  once(event: 'exit', listener: () => void): unknown;
}

/** @param onLost called once, when stdout can no longer be written */
export function surviveFullStreams(standard: Standard, onLost: () => void): void {
  const { stdout, stderr } = standard;
  keepErrors(stderr, () => undefined);
  keepErrors(stdout, ({ code, message }) => {
    stderr.write(`✗ cannot write to standard output: ${code === 'ENOSPC' ? 'no space left (ENOSPC)' : message}\n`);
    standard.once('exit', () => {
      standard.exitCode = Number(standard.exitCode ?? 0) || EXIT;
    });
    onLost();
  });
}

/** Passes on the first error only; a stream that failed accepts no more text. */
function keepErrors(stream: NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): void {
  const emit = stream.emit.bind(stream) as (event: string | symbol, ...values: unknown[]) => boolean;
  let failed = false;
  stream.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    const [error] = values;
    if (event !== 'error' || !(error instanceof Error)) return emit(event, ...values);
    if ('code' in error && typeof error.code === 'string' && READER_GONE.has(error.code)) return emit(event, error);
    if (!failed) onError(error);
    failed = true;
    return true;
  };
}
