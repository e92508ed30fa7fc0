/**
 * The two output streams: data on stdout, everything about progress on stderr. A reader that closes
 * its end early (`| head -1`) is not an error: the rest of the output is dropped and the run
 * continues.
 */

/** Destination of text; tests collect the text instead. */
export interface Output {
  /** Data: results, tables, JSON. */
  data(text: string): void;
  /** Progress, notes, errors. */
  progress(text: string): void;
}

/** Installs handlers for closed pipes (EPIPE and EIO) on both streams. */
export function outputTo(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  return { data: writer(stdout), progress: writer(stderr) };
}

/** The same output with all text changed before it is written; hides secrets. */
export function through(change: (text: string) => string, output: Output): Output {
  return { data: (text) => output.data(change(text)), progress: (text) => output.progress(change(text)) };
}

function writer(stream: NodeJS.WriteStream): (text: string) => void {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    closed = true;
  });
  return (text) => {
    if (!closed && text !== '') stream.write(text);
  };
}
