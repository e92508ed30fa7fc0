/**
 * The content service of a session: blobs of an OCI layout, by digest, for `oci-layout://` sources.
 *
 *   daemon -> we   Content.Info{digest}                 metadata (see below)
 *   we -> daemon   Info{digest, size}                   or NOT_FOUND
 *   daemon -> we   Content.Read{digest, offset, size}   size 0: to the end
 *   we -> daemon   {offset, data}…
 *
 * The protocol is containerd's (api/services/content/v1), of which a reader needs these two
 * methods. The daemon requests a manifest, its config and the layers it does not have yet; it
 * checks every digest itself. The metadata is
 * buildkit-attachable-store-id: oci:<name of the store>.
 * Invariant: a message stays below the 4 MiB that old gRPC servers accept, whatever the size of the
 * store's chunks.
 */
import type { ContentStore } from '../api.js';
import { Content } from '../gen/containerd/services/content/v1/content_pb.js';
import { type RequestMetadata, type Route, serverStreamRoute, STATUS, StatusError, unaryRoute } from './server.js';

const STORE_KEY = 'buildkit-attachable-store-id';
const PREFIX = 'oci:';
const MAX_CHUNK = 1 << 20;

/** Serves the stores by name. */
export function contentRoutes(stores: Readonly<Record<string, ContentStore>>): Route[] {
  return [
    unaryRoute(Content.method.info, async ({ digest }, metadata) => {
      const known = await storeOf(stores, metadata).info(digest);
      if (known === undefined) throw notFound(digest);
      return { info: { digest, size: BigInt(known.size) } };
    }),
    serverStreamRoute(Content.method.read, async function* ({ digest, offset, size }, metadata) {
      const store = storeOf(stores, metadata);
      const known = await store.info(digest);
      if (known === undefined) throw notFound(digest);
      let at = Math.max(0, Number(offset));
      const end = size > 0n ? Math.min(known.size, at + Number(size)) : known.size;
      for await (const chunk of store.read(digest, at, end - at)) {
        for (let from = 0; from < chunk.length; from += MAX_CHUNK) {
          const data = chunk.subarray(from, from + MAX_CHUNK);
          yield { offset: BigInt(at), data };
          at += data.length;
        }
      }
    }),
  ];
}

function storeOf(stores: Readonly<Record<string, ContentStore>>, metadata: RequestMetadata): ContentStore {
  const id = metadata.get(STORE_KEY)?.[0] ?? '';
  const name = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : id;
  const store = Object.hasOwn(stores, name) ? stores[name] : undefined;
  if (store === undefined) throw new StatusError(STATUS.notFound, `there is no content store ${JSON.stringify(name)}`);
  return store;
}

const notFound = (digest: string) => new StatusError(STATUS.notFound, `content ${digest} not found`);
