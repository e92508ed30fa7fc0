/**
 * The daemon's own blobs, by digest: manifests, configs and layers that its exporter `image` made.
 *
 *   we -> daemon   Content/Info{digest}                 -> its size; NOT_FOUND
 *   we -> daemon   Content/Read{digest, offset, size}   -> {offset, data}…, in order
 *
 * The service is containerd's (api/services/content/v1). A session serves the same one in the other
 * direction (session/content.ts). Stand-alone daemons have it from 0.11 on, for reading.
 * Gotchas:
 *   1. The daemon knows a base layer that no step has needed yet, but does not have its bytes.
 *   2. A blob can vanish with the daemon's cache at any time.
 */
import { type Client, status } from '@grpc/grpc-js';
import type { ContentStore } from '../api.js';
import { isServiceError } from '../errors/solve-error.js';
import { Content } from '../gen/containerd/services/content/v1/content_pb.js';
import { callServerStream, callUnary } from '../grpc/call.js';
import { controlError } from './errors.js';

/** A store whose methods reject with BuildKitError. */
export function daemonContent(client: Client, signal: AbortSignal): ContentStore {
  return {
    async info(digest) {
      try {
        const { info } = await callUnary(client, Content.method.info, { digest }, { signal });
        return info && { size: Number(info.size) };
      } catch (error) {
        if (isServiceError(error) && error.code === status.NOT_FOUND) return undefined;
        throw controlError(error, signal);
      }
    },
    async *read(digest, offset, size) {
      signal.throwIfAborted();
      const request = { digest, offset: BigInt(offset), size: BigInt(size) };
      const call = callServerStream(client, Content.method.read, request);
      const cancel = () => call.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        for await (const { data } of call) yield data;
      } catch (error) {
        throw controlError(error, signal);
      } finally {
        signal.removeEventListener('abort', cancel);
        cancel();
      }
    },
  };
}
