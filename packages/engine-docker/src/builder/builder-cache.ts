/**
 * BuilderCache on a daemon that only SmolFaaS uses: measures and prunes its cache.
 *
 *   Control/DiskUsage   a record for each entry, with its size
 *   Control/Prune       limits in, a record for each entry that was removed
 *
 * Gotcha: sizes of shared entries cannot simply be added up. Their bytes belong to another entry as
 * well.
 */
import type { BuildKitClient, PruneOptions } from '@smolfaas/buildkit';
import { type BuilderCache, type CachePrune, SmolfaasError } from '@smolfaas/core';
import type { SharedClient } from './shared-client.js';

/** @param address the builder's address, for error messages */
export function builderCache(client: SharedClient, address: string): BuilderCache {
  const ask = async <T>(signal: AbortSignal, question: (client: BuildKitClient) => Promise<T>): Promise<T> => {
    try {
      return await question(await client.get(signal));
    } catch (cause) {
      signal.throwIfAborted();
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new SmolfaasError('builder-unreachable', { address, message }, { cause });
    }
  };
  return {
    usage: (signal) =>
      ask(signal, async (daemon) => {
        const records = await daemon.diskUsage(undefined, signal);
        return records.filter(({ shared }) => !shared).reduce((total, { size }) => total + size, 0);
      }),
    prune: (request, signal) =>
      ask(signal, async (daemon) => {
        let freed = 0;
        await daemon.prune({ ...pruneOptions(request), signal }, ({ size, shared }) => {
          if (!shared) freed += size;
        });
        return freed;
      }),
  };
}

/** Translates the request into the daemon's options. Pure. */
export function pruneOptions(request: CachePrune): PruneOptions {
  if ('all' in request) return { all: true };
  if ('unusedForMs' in request) return { keepDurationMs: request.unusedForMs };
  return { keepBytes: request.maxBytes, maxUsedBytes: request.maxBytes };
}
