/**
 * ContainerEngine: verbs for a container that is not a function, such as the router or the builder.
 * The caller supplies the body of the create request and knows what the container holds. It has a
 * separate entry point because it uses Node.js stream types, which the author of a runtime may not
 * have installed.
 *
 * Invariants:
 *  1. Containers are addressed by id, except at creation. A name is never enough to change
 *     something.
 *  2. Failures are thrown as SmolfaasError. `engine-error` carries the engine's HTTP status and its
 *     own message. Callers recognise a missing image (404 on create) or a taken port (500 on start)
 *     from these.
 *  3. Every verb ends when its signal aborts, and has its own deadline.
 */
import type { Duplex } from 'node:stream';
import type { Labels } from './labels.js';
import type { PublishedPort } from './observed.js';

/** State of one container. */
export interface ContainerFacts {
  readonly id: string;
  readonly running: boolean;
  /** True between two attempts of the restart policy. */
  readonly restarting: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** `NAME=value`, as set when the container was created. */
  readonly env: readonly string[];
  readonly labels: Labels;
  /** Published ports at this moment. A port that the engine picks changes with every start. */
  readonly ports: readonly PublishedPort[];
  /** Its further names on its networks. */
  readonly aliases: readonly string[];
}

/** Result of a command inside a container. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The verbs; each may throw `engine-*`. */
export interface ContainerEngine {
  /**
   * Whether the engine runs on this machine, judged by its address. Only then does a port that it
   * publishes on loopback belong to this machine.
   */
  readonly isLocal: boolean;
  /**
   * `POST /containers/create?name=…` with this body; returns the id.
   * @throws engine-error with status 404 when the image is missing; foreign-object for a taken name
   */
  create(name: string, body: object, signal: AbortSignal): Promise<string>;
  /**
   * @throws engine-error with the engine's message when the host refuses what the container
   *   requests, such as a port
   */
  start(id: string, signal: AbortSignal): Promise<void>;
  /** State of the container; undefined when it does not exist. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>;
  /**
   * Sends SIGTERM, sends SIGKILL after the grace period, then removes the container but not its
   * named volumes. Succeeds if it is already gone.
   */
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Unpacks a tar archive at `path`; also works before the first start. */
  putArchive(id: string, path: string, tar: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Returns one file of the container as a tar archive; undefined when it does not exist. */
  getArchive(id: string, path: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Runs argv inside the container, without a terminal or stdin, and waits until it ends. */
  exec(id: string, argv: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /**
   * Runs argv inside the container. The stream writes to its stdin and reads from its stdout. If it
   * prints nothing on stdout, its stderr becomes the stream's error.
   */
  openExec(id: string, argv: readonly string[], signal: AbortSignal): Promise<Duplex>;
  /** The last lines of stdout and stderr. */
  logTail(id: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Labels of a volume; undefined when no volume has this name. */
  volumeLabels(name: string, signal: AbortSignal): Promise<Labels | undefined>;
  /** The id of the image with this name or id; undefined when there is none. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** Pulls an image from its registry. @throws image-pull-failed, registry-login-failed */
  pull(reference: string, signal: AbortSignal): Promise<void>;
}
