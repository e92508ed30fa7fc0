/**
 * The two streams: data on stdout, everything about progress on stderr. A reader that closes its end early (`| head -1`) is
 * no error: what it did not want is dropped and the run goes on.
 */

/** Where text goes; tests collect it instead. */
export interface Output {
  /** Data: results, tables, JSON. */
  data(text: string): void;
  /** Progress, notes, errors. */
  progress(text: string): void;
}

/** Installs the handlers for closed pipes (EPIPE) on the streams it is given. */
export function outputTo(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  return { data: writer(stdout), progress: writer(stderr) };
}

/** The same output, with all text changed on its way; used to hide secrets. */
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
