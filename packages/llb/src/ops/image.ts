/**
 * The `docker-image://` source: the root filesystem of an image from a registry or from the
 * builder's own store.
 *
 * Attribute keys: BuildKit solver/pb/attr.go.
 * Gotcha: the source brings only files. The builder knows the image's config (PATH, working
 * directory, user), this package does not, and LLB never applies it. A step sets its own
 * environment (see ops/exec.ts).
 */
import type { Platform } from '../platform.js';
import type { Vertex } from '../vertex.js';
import { normaliseReference } from './reference.js';
import { sourceVertex } from './source.js';

/**
 * How the builder resolves a tag to a digest: `local` prefers its own store, `pull` always queries
 * the registry.
 */
export type ResolveMode = 'default' | 'pull' | 'local';

/** Options of `image`. */
export interface ImageOptions {
  /** If left out, the platform of the solve. */
  readonly platform?: Platform;
  /** If left out, the mode that is bound later (definition/bind.ts), or else BuildKit's default. */
  readonly resolveMode?: ResolveMode;
  /** Display name; BuildKit generates one by default. Not part of the digest. */
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
