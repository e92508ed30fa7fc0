/**
 * ContainerEngine: verbs for a container that is no function, such as the router and the builder: whoever runs one brings the body of its
 * creation, and knows what is in it. A door of its own, since it speaks of streams of Node.js, whose types the author of a runtime need not have.
 *
 * What must stay true:
 *  1. Containers are addressed by id, except at creation. A name is never enough to change something.
 *  2. Failures are thrown as SmolfaasError. `engine-error` carries the engine's HTTP status and its own sentence: a missing image (404 on
 *     create) and a taken port (500 on start) are told from these.
 *  3. Every verb ends when its signal aborts and has a deadline of its own.
 */
import type { Duplex } from 'node:stream';
import type { Labels } from './labels.js';
import type { PublishedPort } from './observed.js';

/** How one container stands. */
export interface ContainerFacts {
  readonly id: string;
  readonly running: boolean;
  /** True between two attempts of the restart policy. */
  readonly restarting: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** `NAME=value`, as it was created with. */
  readonly env: readonly string[];
  /** Published ports as they are now; one that the engine picks changes with every start. */
  readonly ports: readonly PublishedPort[];
}

/** What a command inside a container left behind. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The verbs; each may throw `engine-*`. */
export interface ContainerEngine {
  /** Whether the engine runs on this machine, as far as its address tells: only then are ports that it publishes on loopback ours. */
  readonly isLocal: boolean;
  /**
   * `POST /containers/create?name=…` with this body; returns the id.
   * @throws engine-error with status 404 when the image is missing; foreign-object for a taken name
   */
  create(name: string, body: object, signal: AbortSignal): Promise<string>;
  /** @throws engine-error with the engine's sentence where the host refuses what the container asks for, such as a port */
  start(id: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such container. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>;
  /** SIGTERM, SIGKILL after the grace, remove (not its named volumes); one that is gone already is fine. */
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Unpacks a tar archive at `path`; works before the first start too. */
  putArchive(id: string, path: string, tar: Uint8Array, signal: AbortSignal): Promise<void>;
  /** One file of the container as a tar archive; undefined when it is not there. */
  getArchive(id: string, path: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Runs argv inside, without a terminal and without stdin, and waits for its end. */
  exec(id: string, argv: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** Runs argv inside; the stream leads to its input and from its output. What it says on stderr, when it prints nothing, is the stream's error. */
  openExec(id: string, argv: readonly string[], signal: AbortSignal): Promise<Duplex>;
  /** The last lines of stdout and stderr. */
  logTail(id: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Labels of a volume; undefined when there is none of this name. */
  volumeLabels(name: string, signal: AbortSignal): Promise<Labels | undefined>;
  /** The id of the image that has this name or id; undefined when there is none. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** Fetches an image from its registry. @throws image-pull-failed, registry-login-failed */
  pull(reference: string, signal: AbortSignal): Promise<void>;
}
