/**
 * The `oci-layout://` source: the root filesystem of an image that the client has, blob by blob, in an OCI layout.
 *
 * The builder asks the client's session for the manifest, the config and those layers that it does not have. So an image needs no registry.
 * Which session, and which of its stores, is told only when the graph is bound to a solve (definition/bind.ts); neither counts for the cache
 * key, the digest does. Needs BuildKit 0.11 or later that keeps its own images: Docker Engine's has no such source.
 */
import { LlbError } from '../errors.js';
import type { Platform } from '../platform.js';
import type { Vertex } from '../vertex.js';
import { sourceVertex } from './source.js';

/** Options of `ociLayout`. */
export interface OciLayoutOptions {
  /** Name of the client's store that has it. Left out, the one that is bound later. */
  readonly store?: string;
  /** Left out, the platform of the solve. */
  readonly platform?: Platform;
  /** Display name; BuildKit has one of its own by default. Not part of the digest. */
  readonly name?: string;
}

/** A name of two components, since BuildKit reads the first one as a registry's. */
const REFERENCE = /^[A-Za-z0-9][\w.:-]*(?:\/[\w.-]+)+(?::[\w.-]+)?@sha256:[0-9a-f]{64}$/;

/**
 * The vertex of an image in a layout.
 * @throws LlbError `bad-reference` for a reference without a digest
 */
export function ociLayoutVertex(ref: string, options: OciLayoutOptions): Vertex {
  if (!REFERENCE.test(ref)) {
    const form = 'write it like "local/node@sha256:<64 hex digits>", with the digest of its manifest or index';
    throw new LlbError('bad-reference', `"${ref}" does not name an image of an OCI layout; ${form}`);
  }
  const caps = ['source.ocilayout'];
  return sourceVertex(`oci-layout://${ref}`, { 'oci.store': options.store }, { ...options, caps });
}
