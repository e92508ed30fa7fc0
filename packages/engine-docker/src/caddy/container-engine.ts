/**
 * What the router room needs from a container engine: ten verbs and one fact, no more.
 *
 * The room knows Caddy; how to talk to Docker is another room's knowledge, and the two never import each other. The composition
 * root passes an implementation in, tests pass a small one over dockerode.
 *
 * What must stay true:
 *  1. Containers are addressed by id, except at creation. A name is never enough to change something.
 *  2. Failures are thrown as SmolfaasError. `engine-error` carries the engine's HTTP status and its own sentence: the router tells
 *     a missing image (404 on create) and a taken port (500 on start) from these.
 *  3. Every verb ends when its signal aborts and has a deadline of its own.
 */

import type { Duplex } from 'node:stream';

/** What the router asks about one container. */
export interface ContainerFacts {
  readonly id: string;
  readonly running: boolean;
  /** True between two attempts of the restart policy. */
  readonly restarting: boolean;
  readonly exitCode: number;
  /** `NAME=value` lines, as the container was created with. */
  readonly env: readonly string[];
  /** Published ports as they really are now; an engine-picked port changes with every start. */
  readonly ports: readonly { readonly ip: string; readonly hostPort: number; readonly containerPort: number }[];
}

/** What a command inside a container left behind. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The engine as the router room sees it. Every verb may throw `engine-*`. */
export interface ContainerEngine {
  /** Whether ports that it publishes on loopback are on this machine's; false for an engine elsewhere. */
  readonly isLocal: boolean;
  /** `POST /containers/create?name=…` with this body; returns the id. @throws engine-error (404: no such image, 409: name in use) */
  create(name: string, body: object, signal: AbortSignal): Promise<string>;
  /** @throws engine-error (500 with the engine's sentence when a port cannot be published) */
  start(id: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such container. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>;
  /** SIGTERM, SIGKILL after the grace, remove (not its named volumes); one that is gone already is fine. */
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** `PUT /containers/{id}/archive?path=…`: unpacks a tar archive there; works before the first start too. */
  putArchive(id: string, path: string, tar: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Runs argv inside, without a terminal and without stdin, and waits for its end. */
  exec(id: string, argv: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** Runs argv inside; the stream leads to its input and from its output. What it says on stderr, when it prints nothing, is the stream's error. */
  openExec(id: string, argv: readonly string[], signal: AbortSignal): Promise<Duplex>;
  /** The last lines of stdout and stderr. */
  logTail(id: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Whether the engine has an image of this name; asked before a running router is given up for a new one. */
  hasImage(reference: string, signal: AbortSignal): Promise<boolean>;
  /** Fetches an image from its registry. @throws image-pull-failed, registry-login-failed */
  pull(reference: string, signal: AbortSignal): Promise<void>;
}
