/**
 * Reports what happened to functions since they were ready (`check`, and the next `up`): restarts
 * that no command requested, and processes that the kernel killed for lack of memory.
 *
 *     the record: container, restarts and start of the ready process  (deploy/deploy.ts)
 *     - the engine's current restart count                            how often
 *     - the engine's events since then                                exit code, memory, when
 *
 * A new container, or a manual restart, starts a new count.
 */
import type { ContainerCrash } from '../contract/function-manager.js';
import type { CrashFacts } from '../contract/notices.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord, ReadyRecord } from '../contract/state-store.js';
import { runningContainers } from './function-containers.js';
import { isAbout } from '../contract/pipeline.js';
import type { Observation } from './observed-project.js';

/** The crashes of one function. */
export interface CrashReport extends CrashFacts {
  /** The last lines that the process wrote before the crash. */
  readonly log: readonly string[];
}

/**
 * Reports by function that the run is about. A function without crashes has no entry.
 * @throws engine-*
 */
export async function crashesSinceReady(
  observation: Observation,
  records: readonly GenerationRecord[],
): Promise<ReadonlyMap<string, CrashReport>> {
  const { context } = observation;
  const { engine, signal } = context;
  const containers = runningContainers(observation);
  const known = records
    .filter((one) => isAbout(context, one.function))
    .flatMap(({ function: fn, ready }) => {
      const instances = containers.get(fn)?.current?.instances ?? [];
      return ready.flatMap((record) => {
        const container = instances.find(({ id }) => id === record.containerId);
        return container === undefined ? [] : [{ fn, container, ready: record }];
      });
    });
  if (known.length === 0) return new Map();
  const ids = known.map(({ container }) => container.id);
  const sinceMs = Math.min(...known.map(({ ready }) => ready.startedAt));
  const crashes = await engine.functions.crashes(ids, sinceMs, signal);
  const reports = await Promise.all(
    known.map(async ({ fn, container, ready }): Promise<[string, CrashReport][]> => {
      const report = judgeCrashes(container, ready, crashes);
      if (report === undefined) return [];
      const { log } = await engine.functions.diagnose(container.id, signal);
      return [[fn, { ...report, log }]];
    }),
  );
  return new Map(reports.flat());
}

/** Sums up the crashes of one container; undefined when there was none. Pure. */
export function judgeCrashes(
  { id, details }: Pick<ObservedContainer, 'id' | 'details'>,
  ready: ReadyRecord,
  crashes: readonly ContainerCrash[],
): CrashFacts | undefined {
  if (details === undefined) return undefined;
  const byHand = details.restarts === 0 && details.startedAt > ready.startedAt;
  const restarts = details.restarts - (details.restarts < ready.restarts ? 0 : ready.restarts);
  const since = byHand ? details.startedAt : ready.startedAt;
  const own = crashes.filter(({ containerId, at }) => containerId === id && at >= since);
  const starved = own.filter(({ ended }) => !ended).length;
  if (restarts === 0 && starved === 0) return undefined;
  const last = own.at(-1);
  const { memoryBytes: memoryLimit } = details;
  return { restarts, starved, ...(last && { last }), ...(memoryLimit !== undefined && { memoryLimit }) };
}
