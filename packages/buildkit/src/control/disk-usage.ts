/**
 * The daemon's cache: lists and removes its records.
 *
 *   we -> daemon   Control/DiskUsage{filter}                     -> all records at once
 *   we -> daemon   Control/Prune{filter, all, keepDuration, …}   -> a stream of the removed records
 *
 * Filters are BuildKit's (`type==exec.cachemount`, `id~=…`, `until`…). Conditions in one string are
 * joined by commas; several strings are alternatives.
 * Gotcha: all tools that build on the daemon share its records. Without filters `prune` also
 * removes the records of other tools.
 */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { Client } from '@grpc/grpc-js';
import type { DiskUsageRecord, PruneOptions } from '../api.js';
import { isServiceError } from '../errors/solve-error.js';
import { Control, type UsageRecord } from '../gen/moby/buildkit/v1/control_pb.js';
import { callServerStream, callUnary } from '../grpc/call.js';
import { controlError } from './errors.js';

/** All records of the daemon, or those that match the filters. Rejects with BuildKitError. */
export async function diskUsage(
  client: Client,
  filter: readonly string[],
  signal: AbortSignal,
): Promise<DiskUsageRecord[]> {
  try {
    const { record } = await callUnary(client, Control.method.diskUsage, { filter: [...filter] }, { signal });
    return record.map(recordOf);
  } catch (error) {
    throw controlError(error, signal);
  }
}

/**
 * Removes records and reports each to `onRecord`. Rejects with BuildKitError, or with what
 * `onRecord` throws.
 */
export async function prune(
  client: Client,
  { filter = [], all = false, keepDurationMs = 0, keepBytes = 0, maxUsedBytes = 0, minFreeBytes = 0 }: PruneOptions,
  onRecord: (record: DiskUsageRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  const call = callServerStream(client, Control.method.prune, {
    filter: [...filter],
    all,
    keepDuration: BigInt(Math.round(keepDurationMs * 1e6)),
    reservedSpace: BigInt(keepBytes),
    maxUsedSpace: BigInt(maxUsedBytes),
    minFreeSpace: BigInt(minFreeBytes),
  });
  const cancel = () => call.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const record of call) onRecord(recordOf(record));
  } catch (error) {
    call.cancel();
    throw isServiceError(error) ? controlError(error, signal) : error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function recordOf(record: UsageRecord): DiskUsageRecord {
  const { CreatedAt: created, LastUsedAt: lastUsed, Parent: parent, Parents: parents } = record;
  return {
    id: record.ID,
    type: record.RecordType,
    description: record.Description,
    size: Number(record.Size),
    inUse: record.InUse,
    mutable: record.Mutable,
    shared: record.Shared,
    usageCount: Number(record.UsageCount),
    parents: parents.length === 0 && parent !== '' ? [parent] : parents,
    ...(created === undefined ? {} : { createdAt: timestampDate(created) }),
    ...(lastUsed === undefined ? {} : { lastUsedAt: timestampDate(lastUsed) }),
  };
}
