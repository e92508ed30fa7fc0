/**
 * Reads a settings file and never blocks on it. A named pipe at its path would block until another
 * process writes to it. No signal could end the run, because reading is synchronous.
 *
 * Gotcha: what a shell passes as `<(command)` is a pipe too, below /dev/fd, and has a writer.
 */
import { readFileSync, statSync } from 'node:fs';

const PASSED_ON = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/** @throws the file system's error; for a named pipe, an error with the code `named pipe` */
export function readFile(path: string): Buffer {
  // With `bigint`, see log/lazy-file.ts.
  if (!PASSED_ON.test(path) && statSync(path, { bigint: true }).isFIFO())
    throw Object.assign(new Error(path), { code: 'named pipe' });
  return readFileSync(path);
}
