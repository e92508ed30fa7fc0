/**
 * Standard streams that cannot be written: a full disk behind `> file`, a device that is always full.
 *
 * Place: the entry point installs this before anything writes. A pipe that its reader has closed is no fault and is left to
 * the listeners that know (output.ts).
 *
 * What is lost on stderr is lost; the run goes on and its exit code tells how it ended. What is lost on stdout is the result
 * that was asked for: it is said in one line, and a run that would have ended well ends with 3.
 *
 * Gotcha: oclif throws again whatever error stdout reports. So such errors are kept from all listeners.
 */
const READER_GONE = new Set(['EPIPE', 'EIO']);
const EXIT = 3;

/** The parts of `process` that this needs. */
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

/** Only the first error is passed on; a stream that failed takes no more text. */
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
