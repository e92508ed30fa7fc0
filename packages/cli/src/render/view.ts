/**
 * The current state of the run as one immutable value, reduced from the event stream. The live
 * display draws it. It holds no clock and no terminal, so a recorded stream gives the same picture
 * every time.
 *
 * A function is *active* from its first event until it is settled. The builder numbers build steps
 * in order of their first start, so `seen` grows while a build runs.
 */
import type { Phase, PullProgress, StepEvent } from '@smolfaas/core';
import { phaseDetail } from '../sentences/readiness.js';
import { shortName } from '../text/image-name.js';
import { size } from '../text/size.js';
import type { DisplayEvent } from './lines.js';

/** One running step of a build. */
export interface RunningStep {
  readonly step: number;
  readonly name: string;
  readonly since: number;
}

export interface FunctionView {
  readonly name: string;
  readonly phase: Phase | 'planned' | 'pulling' | 'pulled';
  /** What a start waits for, in the words of the stage. */
  readonly detail?: string | undefined;
  /** Milliseconds since 1970 of its first event. */
  readonly since: number;
  readonly settled: boolean;
  readonly running: readonly RunningStep[];
  /** Highest step number so far. */
  readonly seen: number;
  /**
   * Steps that ended. A step that begins again (a source that is sent in two passes) is removed.
   */
  readonly finished: ReadonlySet<number>;
  readonly cached: ReadonlySet<number>;
  /** Last lines of its running steps. */
  readonly log: readonly string[];
}

export interface View {
  readonly since: number;
  readonly functions: ReadonlyMap<string, FunctionView>;
}

/** Log lines kept for each function; a frame shows fewer on a low terminal. */
const LOG_WINDOW = 6;

/**
 * Phases after which no more events are expected for a function. `replaced` follows `ready` once an
 * old generation is gone.
 */
const SETTLED: readonly Phase[] = ['unchanged', 'adopted', 'ready', 'replaced', 'kept', 'removed', 'failed'];

/**
 * Plans that leave a function as it is. It is only confirmed at the end, so the display does not
 * wait for it.
 */
const QUIET_ACTIONS: readonly string[] = ['nothing', 'keep', 'adopt'];

export function emptyView(since: number): View {
  return { since, functions: new Map() };
}

/** @param at time of the event, milliseconds since 1970 */
export function reduce(view: View, event: DisplayEvent, at: number): View {
  switch (event.type) {
    case 'plan':
      return update(view, event.function, at, (fn) => ({ ...fn, settled: QUIET_ACTIONS.includes(event.action) }));
    case 'function':
      return update(view, event.function, at, (fn) => enter(fn, event.phase, phaseDetail(event)));
    case 'failure':
      return update(view, event.function, at, (fn) => enter(fn, 'failed'));
    case 'image':
      return update(view, shortName(event.reference), at, (image) => ({
        ...image,
        phase: event.phase,
        detail: progressText(event.progress),
        settled: event.phase !== 'pulling',
      }));
    case 'build':
      return update(view, event.function, at, (fn) => build(fn, event.event, at));
    default:
      return view;
  }
}

/** An image that is being pulled has a line of its own, like a function. */
const progressText = (progress: PullProgress | undefined): string | undefined =>
  progress && `${size(progress.done)} of ${size(progress.total)}`;

function update(view: View, name: string, at: number, change: (fn: FunctionView) => FunctionView): View {
  const functions = new Map(view.functions);
  functions.set(name, change(functions.get(name) ?? newFunction(name, at)));
  return { ...view, functions };
}

function newFunction(name: string, since: number): FunctionView {
  return {
    name,
    phase: 'planned',
    since,
    settled: false,
    running: [],
    seen: 0,
    finished: new Set(),
    cached: new Set(),
    log: [],
  };
}

function enter(fn: FunctionView, phase: Phase, detail?: string): FunctionView {
  const settled = SETTLED.includes(phase);
  return { ...fn, phase, detail, settled, ...(phase === 'building' ? {} : { running: [], log: [] }) };
}

function build(fn: FunctionView, event: StepEvent, at: number): FunctionView {
  if (event.type === 'log')
    return event.line.trim() === '' ? fn : { ...fn, log: [...fn.log, event.line].slice(-LOG_WINDOW) };
  const running = fn.running.filter(({ step }) => step !== event.step);
  const finished = new Set(fn.finished);
  const seen = Math.max(fn.seen, event.step);
  if (event.status === 'started') {
    finished.delete(event.step);
    return { ...fn, seen, finished, running: [...running, { step: event.step, name: event.name, since: at }] };
  }
  finished.add(event.step);
  const cached = event.status === 'cached' ? new Set([...fn.cached, event.step]) : fn.cached;
  return { ...fn, seen, finished, cached, running, log: running.length === 0 ? [] : fn.log };
}
