/**
 * Opens a client: one shared channel to a daemon, checked by asking for its workers.
 *
 *   we -> daemon   (upgrade, see upgrade.ts)   Control/ListWorkers   -> one default worker
 *
 * Must stay true: a failure to connect is explained from facts. gRPC only says "unavailable" with a sentence, so on
 * that path the address is dialled once more by hand, which gives the system's error or the engine's HTTP status.
 */
import { connect as netConnect, type Socket } from 'node:net';
import { Client, status } from '@grpc/grpc-js';
import type { BuildKitClient, Worker } from '../api.js';
import { BuildKitError, errnoOf } from '../errors/error.js';
import { isServiceError, solveError } from '../errors/solve-error.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import type { WorkerRecord } from '../gen/moby/buildkit/v1/types/worker_pb.js';
import { callUnary } from '../grpc/call.js';
import { solve } from '../solve/solve.js';
import { addressOf, type BuildKitTarget } from './target.js';
import { CHANNEL_OPTIONS, credentialsFor } from './transport.js';
import { upgradeToBuildKit } from './upgrade.js';

const CONNECT_MS = 10_000;

/**
 * Connects and checks that a BuildKit answers. `deadlineMs` (10 000 by default) bounds the whole of it.
 * @throws BuildKitError `no-buildkit` (an engine without one), `unreachable`, `permission`, `canceled`
 * @throws TypeError for a port that is none
 */
export async function connect(
  target: BuildKitTarget,
  opts: { readonly signal?: AbortSignal; readonly deadlineMs?: number } = {},
): Promise<BuildKitClient> {
  const channel = new Client(addressOf(target).grpc, credentialsFor(target), CHANNEL_OPTIONS);
  const deadlineMs = opts.deadlineMs ?? CONNECT_MS;
  try {
    await listWorkers(channel, opts.signal, deadlineMs);
  } catch (error) {
    channel.close();
    throw await explain(error, target, deadlineMs, opts.signal);
  }
  const closed = new AbortController();
  return {
    workers: (signal) =>
      listWorkers(channel, signal, CONNECT_MS).catch((error: unknown) => Promise.reject(solveError(error, new Map()))),
    solve: (request) => solve(channel, request, closed.signal),
    close: () => {
      closed.abort(new Error('the client was closed'));
      channel.close();
    },
  };
}

async function listWorkers(channel: Client, signal: AbortSignal | undefined, deadlineMs: number): Promise<Worker[]> {
  const { record } = await callUnary(channel, Control.method.listWorkers, {}, { signal, deadlineMs });
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

/** Finds out why the first call failed. */
async function explain(
  error: unknown,
  target: BuildKitTarget,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<BuildKitError> {
  if (signal?.aborted) return new BuildKitError('canceled', 'connecting canceled', {}, { cause: signal.reason });
  const address = addressOf(target).label;
  if (isServiceError(error) && error.code === status.UNIMPLEMENTED) {
    return new BuildKitError(
      'no-buildkit',
      `what answers at ${address} is not BuildKit`,
      { status: 0, body: '' },
      { cause: error },
    );
  }
  const found = await dialFailure(target, Math.min(deadlineMs, 2_000));
  if (found instanceof BuildKitError) return found;
  const errno = errnoOf(found);
  if (errno === 'EACCES' || errno === 'EPERM') {
    return new BuildKitError('permission', `no permission to use ${address}`, { address, errno }, { cause: found });
  }
  const reason = found instanceof Error ? found.message : String(isServiceError(error) ? error.details : error);
  const details = errno === undefined ? { address } : { address, errno };
  return new BuildKitError('unreachable', `cannot reach ${address}: ${reason}`, details, { cause: found ?? error });
}

/** Dials and upgrades without gRPC; gives what goes wrong, or nothing when that works. */
async function dialFailure(target: BuildKitTarget, timeoutMs: number): Promise<unknown> {
  const socket: Socket = netConnect(addressOf(target).connect);
  const late = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    (await upgradeToBuildKit(socket, target)).destroy();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}
