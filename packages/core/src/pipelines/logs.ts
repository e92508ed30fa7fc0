/**
 * `smolfaas logs`: one stream of what functions write, requests to them, build output, and changes
 * of their containers.
 *
 *     history   every source, merged by time; of each function the last `tail` entries
 *     follow    every source from where its history ended, in order of arrival
 *                 engine's events -> a container started: read it, too; ended, replaced: say so
 *
 * Invariants:
 *  1. It changes nothing and takes no lock, so it may run beside an `up`.
 *  2. A slow reader slows down the sources (funnel.ts); nothing is dropped and memory stays flat.
 *  3. Each container is read to its end, and what is said about its end follows its last line.
 */
import { setMaxListeners } from 'node:events';
import { LABEL } from '../contract/labels.js';
import type { ChangeEntry, LogEntry, LogsRequest } from '../contract/logs.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { mergeSorted } from '../async/merge-sorted.js';
import { pause } from '../async/pause.js';
import { timeText } from '../formats/time-text.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { findProjectDirectory } from '../observed/project-directory.js';
import { requireKnown } from '../retire/known-functions.js';
import { followLogs } from '../views/logs/follow.js';
import { identity } from '../views/logs/news.js';
import { LogReader } from '../views/logs/reader.js';
import { batches, lastOfEach } from '../views/logs/select.js';

/** How often it looks for a project that has not been deployed yet, in milliseconds. */
const POLL_MS = 1000;

/** Events may be reported by a clock of whole seconds. */
const CLOCK_MS = 1500;

/**
 * The entries in batches, as many as there are at a time. With `follow` it ends only when the signal
 * aborts.
 * @throws unknown-function, engine-*, interrupted
 */
export async function* logs(
  given: PipelineContext,
  request: LogsRequest,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const stop = new AbortController();
  const signal = AbortSignal.any([given.signal, stop.signal]);
  setMaxListeners(0, signal); // each container that is followed listens; Node would report a leak
  const context = { ...given, signal, emit: () => undefined };
  try {
    const directory = await findProjectDirectory(context);
    let begin = context.now();
    let observation = await observeProject(context, directory);
    const recorded = directory.recorded?.generations ?? [];
    requireKnown(request.functions, directory.functions, recorded, observation ? [observation] : []);
    while (observation === undefined && request.follow) {
      await pause(POLL_MS, signal);
      begin = context.now();
      observation = await observeProject(context, await findProjectDirectory(context));
    }
    const reader = new LogReader(context.engine.functions, request, signal);
    const containers = containersOf(observation, reader);
    yield* batches(history(observation, containers, reader));
    const standing = standings(containers, request, context.now());
    if (standing.length > 0) yield standing;
    if (observation === undefined || !request.follow) return;
    const { project } = observation;
    yield* followLogs(reader, {
      functions: context.engine.functions,
      project: project.id,
      containers,
      foundMs: () => context.now() - begin + CLOCK_MS,
      router: async () => {
        const now = await observeProject(context, directory);
        return now?.router.link;
      },
    });
  } finally {
    stop.abort(); // ends the calls that still run
  }
}

function containersOf(observation: Observation | undefined, reader: LogReader): readonly ObservedContainer[] {
  const { observed, project } = observation ?? {};
  return (observed?.containers ?? []).filter(
    ({ labels }) => labels[LABEL.project] === project?.id && reader.isAbout(labels),
  );
}

/** What there is, by time. */
async function* history(
  observation: Observation | undefined,
  containers: readonly ObservedContainer[],
  reader: LogReader,
): AsyncGenerator<LogEntry, void, undefined> {
  const { tail } = reader.request;
  if (tail === 0) return;
  const outputs = reader.shows('function') ? containers.map((container) => reader.output(container, 'history')) : [];
  const link = reader.shows('access') ? observation?.router.link : undefined;
  const requests = link === undefined ? [] : [reader.requests(link, false)];
  const sources: readonly AsyncIterable<LogEntry>[] = [...outputs, ...requests, reader.builds('history')];
  const merged = mergeSorted(sources, (one, other) => one.time < other.time);
  yield* tail === undefined ? merged : lastOfEach(merged, tail);
}

/** Functions that have containers but none that runs, and chosen ones that have no container. */
function standings(
  containers: readonly ObservedContainer[],
  { functions }: LogsRequest,
  now: number,
): readonly ChangeEntry[] {
  const time = timeText(now);
  const deployed = new Map<string, readonly ObservedContainer[]>();
  for (const one of containers) {
    const { function: fn } = identity(one.labels);
    deployed.set(fn, [...(deployed.get(fn) ?? []), one]);
  }
  const missing = functions.filter((fn) => !deployed.has(fn));
  const ended = [...deployed].filter(([, all]) => !all.some(({ state }) => state === 'running'));
  return [
    ...ended.flatMap(([fn, all]): readonly ChangeEntry[] => {
      const [last] = all.toSorted((a, b) => identity(b.labels).generation - identity(a.labels).generation);
      if (last === undefined) return [];
      const { exitCode, oomKilled, labels } = last;
      const why = { ...(exitCode !== undefined && { exitCode }), ...(oomKilled === true && { oomKilled }) };
      const { generation } = identity(labels);
      return [{ type: 'change', function: fn, time, change: 'not-running', generation, ...why }];
    }),
    ...missing.map((fn) => ({ type: 'change', function: fn, time, change: 'not-deployed' }) as const),
  ];
}
