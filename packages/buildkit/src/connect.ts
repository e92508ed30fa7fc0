/**
 * Opens a client: one shared channel to a daemon, checked by listing its workers.
 *
 *   we -> daemon   (dial, see dial.ts)   Control/ListWorkers   -> one default worker
 *
 * Invariant: a failure to connect is explained from facts (explain.ts) and leaves nothing open.
 * Gotcha: an engine that should accept HTTP/2 directly may not, because a proxy in front of it
 * knows only HTTP/1. Then `connect` requests the upgrade.
 */
import type { Client } from '@grpc/grpc-js';
import type { BuildKitClient, Worker } from './api.js';
import { daemonContent } from './control/content.js';
import { diskUsage, prune } from './control/disk-usage.js';
import { controlError } from './control/errors.js';
import { imageConfig } from './control/image-config.js';
import { daemonInfo } from './control/info.js';
import { Control } from './gen/moby/buildkit/v1/control_pb.js';
import type { WorkerRecord } from './gen/moby/buildkit/v1/types/worker_pb.js';
import { callUnary } from './grpc/call.js';
import { endTogether } from './session/end-together.js';
import { solve } from './solve/solve.js';
import { explain } from './connect/explain.js';
import type { BuildKitTarget } from './connect/target.js';
import { openChannel } from './connect/transport.js';

const CONNECT_MS = 10_000;

/**
 * Connects and checks that a BuildKit answers. `deadlineMs` (10 000 by default) limits the whole
 * call.
 * @throws BuildKitError `no-buildkit` (an engine without one), `unreachable`, `permission`,
 * `canceled`
 * @throws TypeError for an invalid port
 */
export async function connect(
  target: BuildKitTarget,
  opts: { readonly signal?: AbortSignal; readonly deadlineMs?: number } = {},
): Promise<BuildKitClient> {
  const began = performance.now();
  const closed = new AbortController();
  const channel = await openChannel(target, closed.signal);
  const { client } = channel;
  const close = () => {
    closed.abort(new Error('the client was closed'));
    channel.close();
  };
  const deadlineMs = opts.deadlineMs ?? CONNECT_MS;
  try {
    await listWorkers(client, opts.signal, deadlineMs);
  } catch (error) {
    close();
    const reason = await explain(error, target, deadlineMs, opts.signal);
    if (target.kind !== 'docker' || target.transport !== 'h2c' || reason.code !== 'no-buildkit') throw reason;
    const left = Math.max(1, deadlineMs - (performance.now() - began));
    return connect({ ...target, transport: 'upgrade' }, { ...opts, deadlineMs: left });
  }
  const bases = endTogether();
  const until = (signal?: AbortSignal) => (signal ? AbortSignal.any([signal, closed.signal]) : closed.signal);
  return {
    workers: (signal) =>
      listWorkers(client, until(signal), CONNECT_MS).catch((error: unknown) =>
        Promise.reject(controlError(error, until(signal))),
      ),
    info: (signal) => daemonInfo(client, until(signal)),
    solve: (request) => solve(client, request, closed.signal, bases),
    imageConfig: (ref, options = {}) => imageConfig(client, ref, options, closed.signal),
    diskUsage: (filter = [], signal) => diskUsage(client, filter, until(signal)),
    content: (signal) => daemonContent(client, until(signal)),
    prune: (options = {}, onRecord = () => undefined) => prune(client, options, onRecord, until(options.signal)),
    close,
  };
}

async function listWorkers(client: Client, signal: AbortSignal | undefined, deadlineMs: number): Promise<Worker[]> {
  const { record } = await callUnary(client, Control.method.listWorkers, {}, { signal, deadlineMs });
  return record.map(workerOf);
}

function workerOf(record: WorkerRecord): Worker {
  const version = record.BuildkitVersion?.version;
  return {
    id: record.ID,
    labels: record.Labels,
    platforms: record.platforms.map(({ OS: os, Architecture: architecture, Variant: variant }) => ({
      os,
      architecture,
      ...(variant === '' ? {} : { variant }),
    })),
    ...(version ? { version } : {}),
  };
}
