/** A process with one open session, for tests of what a program that stays open does (session-process.mjs). */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from './project.js';

const SCRIPT = fileURLToPath(new URL('session-process.mjs', import.meta.url));

/** What one run of `up` in the session did. */
export interface SessionRun {
  readonly functions?: readonly { readonly fn: string; readonly status: string; readonly built: boolean }[];
  /** Code of the error that ended the run. */
  readonly error?: string;
  /** Messages of remarks; type, function and phase of all other events. */
  readonly events: readonly string[];
}

export class SessionProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(project: TestProject, linked: readonly string[] = []) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, ...project.settings };
    this.#child = spawn(process.execPath, [SCRIPT, JSON.stringify(linked)], { cwd: project.dir, env });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Runs `up`, for some functions or all. `replicas`: number of instances by function. */
  async up(only: readonly string[] = [], replicas: Readonly<Record<string, number>> = {}): Promise<SessionRun> {
    this.#child.stdin.write(`${JSON.stringify({ only, replicas })}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the session ended');
    return JSON.parse(value) as SessionRun;
  }

  /** Closes the session; returns the exit code of its process, which ends by itself. */
  async close(): Promise<number | null> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }
}
