/**
 * A registry with one small image, in this process: enough of the distribution protocol for an
 * engine to fetch it.
 *
 *   GET /v2/                        200
 *   GET /v2/<name>/manifests/<ref>  the manifest, by tag or digest
 *   GET /v2/<name>/blobs/<digest>   its configuration, or its one layer
 *
 * Engines accept registries on 127.0.0.0/8 without TLS.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface OneImageRegistry {
  /** Reference of its image. */
  readonly reference: string;
  /** Reference of an image that it does not have. */
  readonly missing: string;
  close(): void;
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const blob = (mediaType: string, bytes: Buffer) => ({ mediaType, bytes, digest: digestOf(bytes), size: bytes.length });
const json = (mediaType: string, value: unknown) => blob(mediaType, Buffer.from(JSON.stringify(value)));
const DOCKER = 'application/vnd.docker';

/** @param mark makes the image differ from that of other runs */
export async function oneImageRegistry(mark: string): Promise<OneImageRegistry> {
  const nothing = Buffer.alloc(1024); // the end of a tar archive
  const layer = blob(`${DOCKER}.image.rootfs.diff.tar.gzip`, gzipSync(nothing));
  const config = json(`${DOCKER}.container.image.v1+json`, {
    os: 'linux',
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    config: { Labels: { mark } },
    rootfs: { type: 'layers', diff_ids: [digestOf(nothing)] },
  });
  const descriptor = ({ mediaType, digest, size }: typeof layer) => ({ mediaType, digest, size });
  const mediaType = `${DOCKER}.distribution.manifest.v2+json`;
  const manifest = json(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  const byPath = new Map([
    ['/v2/', json('application/json', {})],
    ['/v2/there/manifests/1', manifest],
    [`/v2/there/manifests/${manifest.digest}`, manifest],
    [`/v2/there/blobs/${config.digest}`, config],
    [`/v2/there/blobs/${layer.digest}`, layer],
  ]);
  const server = createServer((request, response) => {
    const found = byPath.get(request.url ?? '');
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': found.mediaType,
      'content-length': found.size,
      'docker-content-digest': found.digest,
      'docker-distribution-api-version': 'registry/2.0',
    });
    response.end(request.method === 'HEAD' ? undefined : found.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the registry has no port');
  const host = `127.0.0.1:${address.port}`;
  return { reference: `${host}/there:1`, missing: `${host}/none:1`, close: () => void server.close() };
}
