/**
 * What a daemon made and keeps: the image's manifest and config, read from its own blobs (OCI image specification, manifest.md and config.md).
 *
 * Place in the flow: stage 9, between the solve, which gives the digest of the manifest, and the archive for the engine.
 */
import type { ContentStore } from '@smolfaas/buildkit';

/** An image without its layers, which stay with the daemon. */
export interface MadeImage {
  readonly manifest: Blob;
  readonly config: Blob;
  /** The lowest first. */
  readonly layers: readonly MadeLayer[];
}

/** Bytes as the daemon has them: their digest is what names them. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

export interface MadeLayer {
  /** Of the blob, which may be packed. */
  readonly digest: string;
  readonly size: number;
  /** Of the plain tar in it: what engines compare layers by. */
  readonly diffId: string;
}

/** Undefined when the daemon does not have it, or has something else under the digest than one image. Rejects with BuildKitError. */
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

/** An index, which has manifests instead of layers, is none. */
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
