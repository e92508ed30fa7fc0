/**
 * ShellManager: runs commands of a user inside containers of functions, with or without a terminal.
 * It uses no stream types of Node.js, because the author of a runtime may not have them installed.
 */
import type { Labels } from './labels.js';

/** Size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A command to run. */
export interface ExecRequest {
  /** Its arguments arrive unchanged; no shell expands them. */
  readonly command: readonly string[];
  /** The command gets a terminal of this size; undefined: three plain streams. */
  readonly terminal?: TerminalSize;
  /** Name or id of the user it runs as; undefined: the user of the container. */
  readonly user?: string;
  /** Its input; it ends when this ends. Undefined: the command gets no input. */
  readonly input?: AsyncIterable<Uint8Array>;
}

/** Bytes that a command printed. With a terminal, all of them are `stdout`. */
export interface ExecOutput {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** A running command. */
export interface Execution {
  /** Ends when the command ends. An abort ends the command, where the container has a shell. */
  readonly output: AsyncIterable<ExecOutput>;
  /** Tells the command's terminal its new size. A failure is ignored. */
  resize(size: TerminalSize): Promise<void>;
  /** The exit code, once `output` has ended. @throws engine-* */
  exitCode(): Promise<number>;
}

/** Runs commands in containers. */
export interface ShellManager {
  /**
   * Path of the best shell in a container: bash, else sh; undefined when it has none.
   * @throws engine-*
   */
  find(containerId: string, signal: AbortSignal): Promise<string | undefined>;
  /** Starts a command. @throws engine-* */
  run(containerId: string, request: ExecRequest, signal: AbortSignal): Promise<Execution>;
  /**
   * Starts a container that shares processes and network with another one, has its user, and does
   * nothing. It is removed when it ends, at the latest with the other container.
   * @param image id or reference of an image with a shell, which the engine has
   * @throws engine-*
   */
  startBeside(
    containerId: string,
    image: string,
    labels: Labels,
    signal: AbortSignal,
  ): Promise<{ readonly id: string }>;
}
