/**
 * The `docker-image://` source: the root filesystem of an image from a registry or from the builder's own store.
 *
 * Only files come with it. The image's config (PATH, working directory, user) is known to the builder, not to us, and
 * LLB never applies it: a step sets its own environment (see ops/exec.ts). Attribute keys: BuildKit
 * solver/pb/attr.go.
 */
import type { Platform } from '../platform.js';
import type { Vertex } from '../vertex.js';
import { normaliseReference } from './reference.js';
import { sourceVertex } from './source.js';

/** How the builder turns a tag into a digest: `local` prefers its own store, `pull` always asks the registry. */
export type ResolveMode = 'default' | 'pull' | 'local';

/** Options of `image`. */
export interface ImageOptions {
  /** Left out, the platform of the solve. */
  readonly platform?: Platform;
  /** Left out, the one that is bound later (definition/bind.ts); where that binds none, BuildKit's default. */
  readonly resolveMode?: ResolveMode;
  /** Display name; BuildKit has one of its own by default. Not part of the digest. */
  readonly name?: string;
}

/**
 * The vertex of an image.
 * @throws LlbError `bad-reference`
 */
export function imageVertex(ref: string, options: ImageOptions): Vertex {
  const attrs = { 'image.resolvemode': options.resolveMode };
  return sourceVertex(`docker-image://${normaliseReference(ref)}`, attrs, options);
}
