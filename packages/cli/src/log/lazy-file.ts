/**
 * The file behind the log: keeps lines in memory until the run does something worth a file, then
 * writes each line at once.
 *
 * A run that ends earlier, such as one in a wrong directory, creates no file. A file that already
 * exists is opened at once.
 *
 * Invariants:
 *  1. Writes are synchronous.
 *  2. A failed write never stops a run; `onProblem` receives the first failure only.
 *
 * Gotchas:
 *  1. The path may lead to a named pipe, which would block until another process reads it. So the
 *     file is opened without blocking, and anything but a regular file is refused.
 *  2. A stat of a named pipe must be one with `bigint`. After any other, Node 20 no longer follows
 *     links when it resolves a module: its `realpathSync` mistakes the result of the last stat of
 *     the process for its own.
 */
import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '@smolfaas/core';
import { quote } from '../text/safe.js';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;

export interface LazyFileOptions {
  /** A file of this size or more becomes `.1` before the first line is written. */
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
    if (statSync(path, { throwIfNoEntry: false, bigint: true }) !== undefined) this.open();
  }

  /** One line including its line end. */
  write(line: string): void {
    if (this.isBroken) return;
    if (this.fd === undefined) this.kept.push(line);
    else this.attempt(() => writeFileSync(this.fd ?? -1, line));
  }

  /** Creates the file with all lines so far; later lines are written at once. */
  open(): void {
    if (this.isBroken || this.fd !== undefined) return;
    this.attempt(() => {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      if ((statSync(this.path, { throwIfNoEntry: false, bigint: true })?.size ?? 0n) >= this.options.maxBytes)
        renameSync(this.path, `${this.path}.1`);
      this.fd = openRegular(this.path);
      writeFileSync(this.fd, this.kept.join(''));
    });
    this.kept = [];
  }

  /** Drops the lines if no file was opened. */
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
  if (fstatSync(fd, { bigint: true }).isFile()) return fd;
  closeSync(fd);
  throw new Error('not a regular file');
}
