/**
 * The file under the log: lines are kept in memory until the run does something worth a file, and are written at once after that.
 *
 * A run that ends before, such as one in a wrong directory, leaves no file. A file that is there already is opened at once.
 *
 * Invariants: writes are synchronous, and a failed one never stops a run; `onProblem` hears of the first one only.
 *
 * Gotcha: a named pipe may stand in the file's place, and would block until another process reads it: it is opened without
 * blocking, and refused like everything else that is no regular file.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '@smolfaas/core';
import { quote } from '../text/safe.js';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;

export interface LazyFileOptions {
  /** A larger file becomes `.1` before the first line is written. */
  readonly maxBytes: number;
  /** Receives why nothing can be written, in one line. */
  readonly onProblem: (problem: string) => void;
}

export class LazyFile {
  private kept: string[] = [];
  private fd: number | undefined;
  private isBroken = false;
  private readonly path: string;
  private readonly options: LazyFileOptions;

  constructor(path: string, options: LazyFileOptions) {
    this.path = path;
    this.options = options;
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) this.open();
  }

  /** One line with its end. */
  write(line: string): void {
    if (this.isBroken) return;
    if (this.fd === undefined) this.kept.push(line);
    else this.attempt(() => writeFileSync(this.fd ?? -1, line));
  }

  /** From now on there is a file, with all lines so far. */
  open(): void {
    if (this.isBroken || this.fd !== undefined) return;
    this.attempt(() => {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) >= this.options.maxBytes)
        renameSync(this.path, `${this.path}.1`);
      this.fd = openRegular(this.path);
      writeFileSync(this.fd, this.kept.join(''));
    });
    this.kept = [];
  }

  /** Lines that no file was opened for are dropped. */
  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
    this.isBroken = true;
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.isBroken = true;
      const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
      this.options.onProblem(`no log file: ${why}, ${quote(this.path)}`);
    }
  }
}

function openRegular(path: string): number {
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new Error('not a regular file');
}
