/**
 * Reads a settings file without ever waiting for one. A named pipe in its place would block until another process writes to it, and
 * no signal could end the run: reading is synchronous.
 *
 * Gotcha: what a shell passes as `<(command)` is a pipe as well, below /dev/fd, and has a writer.
 */
import { readFileSync, statSync } from 'node:fs';

const PASSED_ON = /^\/(?:dev\/(?:fd\/|stdin$)|proc\/)/;

/** @throws the file system's error; one with the code `named pipe` */
export function readFile(path: string): Buffer {
  if (!PASSED_ON.test(path) && statSync(path).isFIFO()) throw Object.assign(new Error(path), { code: 'named pipe' });
  return readFileSync(path);
}
