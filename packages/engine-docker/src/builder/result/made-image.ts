/**
 * An image that a daemon made and keeps: its manifest and config, read from the daemon's blobs (OCI
 * image specification, manifest.md and config.md).
 *
 * Place in the flow: stage 9, between the solve, which returns the digest of the manifest, and the
 * archive for the engine.
 */
import type { ContentStore } from '@smolfaas/buildkit';

/** An image without its layers, which remain in the daemon. */
export interface MadeImage {
  readonly manifest: Blob;
  readonly config: Blob;
  /** Lowest layer first. */
  readonly layers: readonly MadeLayer[];
}

/** Bytes as the daemon stores them. Their digest identifies them. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

export interface MadeLayer {
  /** Digest of the blob, which may be compressed. */
  readonly digest: string;
  readonly size: number;
  /** Digest of the plain tar inside, by which engines compare layers. */
  readonly diffId: string;
}

/**
 * Undefined when the daemon does not have it, or has something other than a single image under this
 * digest. Rejects with BuildKitError.
 */
export async function madeImage(content: ContentStore, digest: string): Promise<MadeImage | undefined> {
  const bytes = await blob(content, digest);
  const manifest: unknown = bytes && JSON.parse(bytes.toString());
  if (bytes === undefined || !isManifest(manifest)) return undefined;
  const config = await blob(content, manifest.config.digest);
  const diffIds = config === undefined ? [] : diffIdsOf(JSON.parse(config.toString()));
  if (config === undefined || diffIds.length !== manifest.layers.length) return undefined;
  const { mediaType = '', layers } = manifest;
  return {
    manifest: { mediaType, digest, bytes },
    config: { ...manifest.config, bytes: config },
    layers: layers.map(({ digest: layer, size }, at) => ({ digest: layer, size, diffId: diffIds[at] ?? '' })),
  };
}

interface Manifest {
  readonly mediaType?: string;
  readonly config: { readonly mediaType: string; readonly digest: string };
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

/** False for an index, which has manifests instead of layers. */
function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'config' in value && 'layers' in value;
}

function diffIdsOf(config: unknown): readonly string[] {
  const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
    typeof value === 'object' && value !== null && key in value;
  const list = has(config, 'rootfs') && has(config.rootfs, 'diff_ids') ? config.rootfs.diff_ids : [];
  return Array.isArray(list) ? list.map(String) : [];
}

async function blob(content: ContentStore, digest: string): Promise<Buffer | undefined> {
  const known = await content.info(digest);
  if (known === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read(digest, 0, known.size)) pieces.push(piece);
  return Buffer.concat(pieces);
}
