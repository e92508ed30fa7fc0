/**
 * Merges the daemon's Status stream into steps and events: a pure function from state and message
 * to state and events.
 *
 *   daemon -> we   StatusResponse{vertexes, statuses, logs}, until the solve has ended
 *
 * The rules of merging:
 *   1. A vertex is identified by its digest. The first message about it often only announces it,
 *      without `started`.
 *   2. A later message replaces an earlier one, but one without `started` does not undo a start.
 *   3. A vertex may run several times. Each run is an interval. Overlapping intervals count once in
 *      the duration and are reported as one run.
 *   4. `error` takes precedence over `cached`, and `cached` over done. "context canceled" marks a
 *      victim, not the cause. A step that failed, was started again by another branch and was then
 *      canceled is still the cause.
 *   5. Times are from the daemon's clock, so only differences are used.
 *   6. Vertexes of this client's own metadata queries, which the daemon counts as build steps, are
 *      skipped.
 * Invariant: no clock, no effects; replaying a recorded stream gives the same events (testdata/).
 */
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type { StatusResponse, Vertex, VertexLog, VertexStatus } from '../gen/moby/buildkit/v1/control_pb.js';
import type { ProgressEvent, Step, StepSummary } from './events.js';
import { cutLines, lastLine } from './lines.js';

/** The name of this client's metadata queries, which are not steps. */
export const QUESTION = '[internal] a question of the client';

/** How many last lines of each step are kept for error messages. */
const KEPT_LINES = 20;

type StreamName = 'stdout' | 'stderr';

/** Everything known about one vertex. */
export interface StepState {
  readonly step: Step;
  /**
   * Intervals of work by start, in milliseconds of the daemon's clock; a running one has no end.
   */
  readonly runs: ReadonlyMap<number, number | undefined>;
  readonly cached: boolean;
  readonly error: string;
  readonly lines: readonly string[];
  readonly rest: Readonly<Partial<Record<StreamName, Uint8Array>>>;
  /** Whether `step-started` was reported and its end was not. */
  readonly told: boolean;
}

/** Steps by digest, in the order they began. */
export type ProgressState = ReadonlyMap<string, StepState>;

export const EMPTY_PROGRESS: ProgressState = new Map();

interface Reduced {
  readonly state: ProgressState;
  readonly events: readonly ProgressEvent[];
}

/**
 * Applies one message: starts, then output and progress, then ends, because one message may contain
 * a whole step.
 */
export function reduce(before: ProgressState, message: StatusResponse): Reduced {
  const state = new Map(before);
  const vertexes = message.vertexes.filter(({ name }) => name !== QUESTION);
  const ended = new Set(vertexes.filter((vertex) => endsRun(before, vertex)).map(({ digest }) => digest));
  const events = [
    ...vertexes.flatMap((vertex) => takeVertex(state, vertex)),
    ...message.statuses.flatMap((status) => takeStatus(state, status)),
    ...message.logs.flatMap((log) => takeLog(state, log)),
    ...[...ended].flatMap((digest) => endRun(state, digest)),
  ];
  return { state, events };
}

/**
 * After the last message: reports unfinished lines of steps whose output ended without a newline.
 */
export function finish(before: ProgressState): Reduced {
  const state = new Map(before);
  const events = [...state.values()].flatMap((known) => flush(state, known));
  return { state, events };
}

function takeVertex(state: Map<string, StepState>, vertex: Vertex): ProgressEvent[] {
  const start = millis(vertex.started);
  if (start === undefined) return [];
  const before = state.get(vertex.digest);
  const step = before?.step ?? { digest: vertex.digest, name: vertex.name, index: state.size + 1 };
  const ended = vertex.completed !== undefined;
  const news = !before?.runs.has(start) && !before?.told && !vertex.cached;
  state.set(vertex.digest, {
    step,
    runs: new Map(before?.runs).set(start, millis(vertex.completed)),
    cached: vertex.cached,
    error: ended && !isCanceled(vertex.error) ? vertex.error : before?.error || vertex.error,
    lines: before?.lines ?? [],
    rest: before?.rest ?? {},
    told: news || (before?.told ?? false),
  });
  return news ? [{ type: 'step-started', step }] : [];
}

/** Whether a message closes a run that was not already closed in the same way. */
function endsRun(before: ProgressState, vertex: Vertex): boolean {
  const [start, end] = [millis(vertex.started), millis(vertex.completed)];
  if (start === undefined || end === undefined) return false;
  const known = before.get(vertex.digest);
  if (known?.runs.get(start) !== end || known.cached !== vertex.cached) return true;
  return known.error !== vertex.error && !isCanceled(vertex.error);
}

/** Whether a run of the step has not ended. */
function isOpen(known: StepState | undefined): boolean {
  return [...(known?.runs.values() ?? [])].includes(undefined);
}

/** The rest of a step's output, then the event that closes its run. */
function endRun(state: Map<string, StepState>, digest: string): ProgressEvent[] {
  const known = state.get(digest);
  if (!known) return [];
  const { step, error, cached, runs } = known;
  const printed = flush(state, known);
  if (isOpen(known) && error === '') return printed;
  state.set(digest, { ...(state.get(digest) ?? known), told: false });
  if (error !== '') return [...printed, { type: 'step-failed', step, message: error, canceled: isCanceled(error) }];
  if (cached) return [...printed, { type: 'step-cached', step }];
  return [...printed, { type: 'step-done', step, ms: workTime(runs) }];
}

function takeStatus(state: Map<string, StepState>, status: VertexStatus): ProgressEvent[] {
  const step = state.get(status.vertex)?.step;
  if (!step) return [];
  const { ID: id, name: action } = status;
  const [current, total] = [Number(status.current), Number(status.total)];
  return [{ type: 'transfer', step, id, action, current, total, done: status.completed !== undefined }];
}

function takeLog(state: Map<string, StepState>, log: VertexLog): ProgressEvent[] {
  const known = state.get(log.vertex);
  if (!known) return [];
  const stream: StreamName = log.stream === 2n ? 'stderr' : 'stdout';
  const { lines, rest } = cutLines(known.rest[stream] ?? new Uint8Array(), log.msg);
  return keepLines(state, { ...known, rest: { ...known.rest, [stream]: rest } }, stream, lines);
}

/** Reports the unfinished lines of a step's output. */
function flush(state: Map<string, StepState>, known: StepState): ProgressEvent[] {
  return (['stdout', 'stderr'] as const).flatMap((stream) => {
    const now = state.get(known.step.digest) ?? known;
    const lines = lastLine(now.rest[stream] ?? new Uint8Array());
    if (lines.length === 0) return [];
    return keepLines(state, { ...now, rest: { ...now.rest, [stream]: new Uint8Array() } }, stream, lines);
  });
}

function keepLines(state: Map<string, StepState>, known: StepState, stream: StreamName, lines: string[]) {
  state.set(known.step.digest, { ...known, lines: [...known.lines, ...lines].slice(-KEPT_LINES) });
  return lines.map((line): ProgressEvent => ({ type: 'log', step: known.step, stream, line }));
}

/** Whether a step ended only because something else ended. */
function isCanceled(error: string): boolean {
  return error.endsWith('context canceled');
}

/** The steps in order, for the result. */
export function summaries(state: ProgressState): StepSummary[] {
  return [...state.values()].map(({ step, cached, runs }) => ({
    digest: step.digest,
    name: step.name,
    cached,
    ms: workTime(runs),
  }));
}

/** The step that failed first and is a cause: victims of a cancellation are ranked after causes. */
export function failedStep(state: ProgressState): StepState | undefined {
  const failed = [...state.values()].filter(({ error }) => error !== '' && !isCanceled(error));
  const endOfRun = ({ runs }: StepState) =>
    Math.max(...[...runs.values()].map((end) => end ?? Number.POSITIVE_INFINITY));
  return failed.toSorted((a, b) => endOfRun(a) - endOfRun(b))[0];
}

/** The step that began last and has not ended: what a solve is working on. */
export function runningStep(state: ProgressState): Step | undefined {
  return [...state.values()].filter(isOpen).at(-1)?.step;
}

/** Milliseconds of work; overlapping runs count once, open runs do not count. */
function workTime(runs: StepState['runs']): number {
  let [total, covered] = [0, Number.NEGATIVE_INFINITY];
  for (const [start, end] of [...runs].toSorted(([a], [b]) => a - b)) {
    if (end === undefined || end <= covered) continue;
    total += end - Math.max(start, covered);
    covered = end;
  }
  return Math.round(total);
}

function millis(time: Timestamp | undefined): number | undefined {
  return time === undefined ? undefined : Number(time.seconds) * 1000 + time.nanos / 1e6;
}
