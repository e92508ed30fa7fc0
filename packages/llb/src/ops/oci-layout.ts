/**
 * The `oci-layout://` source: the root filesystem of an image that the client has, blob by blob, in
 * an OCI layout.
 *
 * The builder fetches the manifest, the config and the layers that it lacks from the client's
 * session. So an image needs no registry. The session and its store are set only when the graph is
 * bound to a solve (definition/bind.ts). Neither is part of the cache key; the digest is. Needs
 * BuildKit 0.11 or later with an image store of its own: Docker Engine's BuildKit has no such
 * source.
 */
import { LlbError } from '../errors.js';
import type { Platform } from '../platform.js';
import type { Vertex } from '../vertex.js';
import { sourceVertex } from './source.js';

/** Options of `ociLayout`. */
export interface OciLayoutOptions {
  /** Name of the client's store that has it. If left out, the store that is bound later. */
  readonly store?: string;
  /** If left out, the platform of the solve. */
  readonly platform?: Platform;
  /** Display name; BuildKit generates one by default. Not part of the digest. */
  readonly name?: string;
}

/** A name of at least two components, since BuildKit reads the first one as a registry. */
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
