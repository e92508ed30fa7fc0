/**
 * What has happened to functions since they were ready: restarts that no command asked for, and processes
 * that the kernel killed for their memory (`check`, and the next `up`).
 *
 *     the record: container, restarts and start of the process that was ready    (run/deploy.ts)
 *   - the engine's count of restarts now                                         how often
 *   - the engine's events since then                                             exit code, memory, when
 *
 * Another container, or a restart by hand, begins a new count.
 */
import type { ContainerCrash } from '../contract/function-manager.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord, ReadyRecord } from '../contract/state-store.js';
import { runningContainers } from './function-containers.js';
import type { Observation } from './observed-project.js';

/** The crashes of one function. */
export interface CrashReport {
  /** Restarts by the engine, without those by `docker restart`. */
  readonly restarts: number;
  /** Other processes of the container that were killed for their memory. */
  readonly starved: number;
  /** Of the last crash, where the engine still remembers it. */
  readonly last?: ContainerCrash;
  /** Bytes. */
  readonly memoryLimit?: number;
  /** Last lines that the process wrote before it. */
  readonly log: readonly string[];
}

/** Reports by function; none for a function that is as it was. @throws engine-* */
export async function crashesSinceReady(
  observation: Observation,
  records: readonly GenerationRecord[],
): Promise<ReadonlyMap<string, CrashReport>> {
  const { engine, signal } = observation.context;
  const containers = runningContainers(observation);
  const known = records.flatMap(({ function: fn, ready }) => {
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

/** What the crashes of one container come to; undefined when there was none. Pure. */
export function judgeCrashes(
  { id, details }: Pick<ObservedContainer, 'id' | 'details'>,
  ready: ReadyRecord,
  crashes: readonly ContainerCrash[],
): Omit<CrashReport, 'log'> | undefined {
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

/** Such as `crashed 2 times since it was ready (exit code 1, last at 03:12)`. Pure. */
export function crashText({ restarts, starved, last, memoryLimit }: Omit<CrashReport, 'log'>): string {
  const limit = memoryLimit === undefined ? '' : `, limit ${Math.round(memoryLimit / 2 ** 20)} MiB`;
  const why = last === undefined ? [] : last.oomKilled ? [`out of memory${limit}`] : exitCode(last);
  const when = last === undefined ? [] : [`last at ${new Date(last.at).toTimeString().slice(0, 5)}`];
  const about = [...why, ...when].join(', ');
  const what =
    restarts > 0 ? `crashed ${times(restarts)}` : `had a process killed ${times(starved)} for its use of memory`;
  return `${what} since it was ready${about === '' ? '' : ` (${about})`}`;
}

const times = (count: number): string => `${count} time${count === 1 ? '' : 's'}`;

const exitCode = (last: ContainerCrash): string[] =>
  last.exitCode === undefined ? [] : [`exit code ${last.exitCode}`];
