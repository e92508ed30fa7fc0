/**
 * Writes an image as an archive for `POST /images/load`, straight from the blobs of a daemon,
 * without the layers that the engine has.
 *
 *   manifest.json            Docker's form: [{ Config, RepoTags, Layers }], paths in this archive
 *   oci-layout, index.json   OCI's form (image-layout.md), which containerd's image store reads:
 *                            it keeps the manifest's digest as the id
 *   blobs/sha256/<hex>       manifest, config, layers
 *
 * Invariant: a name in `manifest.json` without a file is a layer that the engine has on the same
 * layers below it. Docker's own image store looks for such a layer before it looks for a file.
 */
import type { ContentStore } from '@smolfaas/buildkit';
import { normaliseReference } from '@smolfaas/llb/reference.js';
import { TAR_END, tarHeader, tarPadding } from '@smolfaas/core/tar.js';
import type { MadeImage, MadeLayer } from './made-image.js';

/**
 * Returns the layers above those that the image shares with one of the engine's images. `held`
 * lists the diff ids of each of those images' layers. Pure.
 */
export function layersAbove(layers: readonly MadeLayer[], held: readonly (readonly string[])[]): readonly MadeLayer[] {
  const shared = held.map((diffIds) => {
    const differing = layers.findIndex(({ diffId }, at) => diffIds[at] !== diffId);
    return differing < 0 ? layers.length : differing;
  });
  return layers.slice(Math.max(0, ...shared));
}

/**
 * The archive, with these layers. Reads each layer from `content` when its turn comes, and rejects
 * with the errors of `content`.
 */
export async function* imageArchive(
  image: MadeImage,
  tags: readonly string[],
  layers: readonly MadeLayer[],
  content: ContentStore,
): AsyncGenerator<Uint8Array> {
  yield* file('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  yield* file('index.json', json(ociIndex(image, tags)));
  yield* file('manifest.json', json(dockerManifest(image, tags)));
  for (const { digest, bytes } of [image.manifest, image.config]) yield* file(pathOf(digest), bytes);
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size])); // an image may have the same layer twice
  for (const [digest, size] of sizes) {
    yield tarHeader({ name: pathOf(digest), mode: 0o644 }, size);
    yield* content.read(digest, 0, size);
    yield tarPadding(size);
  }
  yield TAR_END;
}

function* file(name: string, bytes: Uint8Array): Generator<Uint8Array> {
  yield tarHeader({ name, mode: 0o644 }, bytes.length);
  yield bytes;
  yield tarPadding(bytes.length);
}

function ociIndex({ manifest }: MadeImage, tags: readonly string[]): object {
  const { mediaType, digest, bytes } = manifest;
  const named = (tag: string) => ({
    'io.containerd.image.name': normaliseReference(tag),
    'org.opencontainers.image.ref.name': tag.slice(tag.lastIndexOf(':') + 1),
  });
  const manifests = tags.map((tag) => ({ mediaType, digest, size: bytes.length, annotations: named(tag) }));
  return { schemaVersion: 2, manifests };
}

function dockerManifest({ config, layers }: MadeImage, tags: readonly string[]): object {
  return [{ Config: pathOf(config.digest), RepoTags: tags, Layers: layers.map(({ digest }) => pathOf(digest)) }];
}

const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
const json = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
