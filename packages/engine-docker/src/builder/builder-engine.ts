/**
 * What the builder room needs from a container engine, no more: verbs for one container, and names of images.
 *
 * The room knows BuildKit; how to talk to Docker is another room's knowledge, and the two never import each other. The composition root
 * passes an implementation in.
 *
 * What must stay true: containers are addressed by id, except at creation; failures are SmolfaasErrors (`engine-error` carries the engine's
 * HTTP status and its own sentence); every verb ends when its signal aborts.
 */
import type { Duplex } from 'node:stream';
import type { ImageManager, Labels } from '@smolfaas/core';

/** How the container stands. */
export interface BuilderFacts {
  readonly running: boolean;
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

/** The engine as the builder room sees it. */
export interface BuilderEngine {
  /** `POST /containers/create?name=…` with this body; returns the id. @throws engine-error (404: no such image), foreign-object */
  create(name: string, body: object, signal: AbortSignal): Promise<string>;
  /** @throws engine-error with the engine's sentence where the host refuses what the container asks for */
  start(id: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such container. */
  inspect(id: string, signal: AbortSignal): Promise<BuilderFacts | undefined>;
  /** SIGTERM, SIGKILL after the grace, remove (not its named volumes); one that is gone already is fine. */
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Unpacks a tar archive at `path`; works before the first start too. */
  putArchive(id: string, path: string, tar: Uint8Array, signal: AbortSignal): Promise<void>;
  /** One file of the container as a tar archive; undefined when it is not there. */
  getArchive(id: string, path: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Runs argv inside; the stream is its stdin and stdout. What it says on stderr is the error of a stream that ends before its first byte. */
  openExec(id: string, argv: readonly string[], signal: AbortSignal): Promise<Duplex>;
  /** The last lines of its output. */
  logTail(id: string, lines: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Labels of a volume; undefined when there is none of this name. */
  volumeLabels(name: string, signal: AbortSignal): Promise<Labels | undefined>;
  /** The id of the image that has this name or id; undefined when there is none. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Digests of an image's plain layers, lowest first, as far as the engine's `load` does without them in an archive of another image on the same
   * layers: none when there is no such image. Undefined when this engine wants all layers of every archive.
   */
  heldLayers(reference: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Fetches an image from its registry. @throws image-pull-failed, registry-login-failed */
  pull(reference: string, signal: AbortSignal): Promise<void>;
  /** Gives an image a further name, and takes the name from any other. */
  tag(id: string, name: string, signal: AbortSignal): Promise<void>;
}

/** The engine's images: their names, and whole ones as streams. */
export interface ImageStore {
  readonly engine: Pick<BuilderEngine, 'imageId' | 'heldLayers' | 'tag'>;
  readonly images: Pick<ImageManager, 'load' | 'save'>;
}
