/**
 * Reads what there is, source by source: the containers of functions, the requests of the router,
 * and the output of builds. Remembers how far it has read, so that following continues there.
 */
import type { FunctionManager, LogRequest } from '../../contract/function-manager.js';
import type { RouterLink } from '../../contract/caddy-manager.js';
import { isSmolfaasError } from '../../contract/errors.js';
import { LABEL, type Labels } from '../../contract/labels.js';
import type { AccessEntry, LogEntry, LogKind, LogsRequest, OutputEntry } from '../../contract/logs.js';
import type { ObservedContainer } from '../../contract/observed.js';
import { sortableTime, timeText } from '../../formats/time-text.js';
import { identity } from './news.js';
import { LogPosition } from './position.js';

/**
 * Without `since`, `tail` is taken from at most this many of the last requests of all functions.
 */
const REQUESTS = 5000;
/** More than the router keeps. */
const ALL_REQUESTS = 1_000_000_000;
/** At most this many requests happen between the end of the history and the begin of following. */
const OVERLAP = 1000;

export type LoggedContainer = Pick<ObservedContainer, 'id' | 'labels'>;

export class LogReader {
  private readonly positions = new Map<string, LogPosition>();
  /** The time of the last request that was read. */
  private lastRequest = '';
  private readonly functions: FunctionManager;
  readonly request: LogsRequest;
  readonly signal: AbortSignal;

  constructor(functions: FunctionManager, request: LogsRequest, signal: AbortSignal) {
    this.functions = functions;
    this.request = request;
    this.signal = signal;
  }

  shows(kind: LogKind): boolean {
    return this.request.kinds.has(kind);
  }

  /** Whether a container is one of a function that is shown. */
  isAbout(labels: Labels): boolean {
    const { [LABEL.function]: fn, [LABEL.role]: role = 'function' } = labels;
    return fn !== undefined && role === 'function' && this.isChosen(fn);
  }

  /**
   * What a container has written; with `follow` until it ends. A container that is gone has
   * nothing.
   */
  async *output({ id, labels }: LoggedContainer, mode: Mode): AsyncGenerator<OutputEntry, void, undefined> {
    const position = this.positions.get(id) ?? new LogPosition();
    this.positions.set(id, position);
    const { function: fn, generation, instance } = identity(labels);
    try {
      for await (const line of position.read(this.functions, id, this.logRequest(mode), this.signal)) {
        const { stream, text } = line;
        const time = sortableTime(line.time);
        const entry: OutputEntry = { type: 'output', function: fn, time, generation, instance, stream, text };
        if (this.accepts(entry)) yield entry;
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Requests that the router has passed on. */
  async *requests(router: RouterLink, follow: boolean): AsyncGenerator<AccessEntry, void, undefined> {
    const { tail } = this.request;
    const all = follow ? OVERLAP : tail === undefined || this.request.sinceMs !== undefined ? ALL_REQUESTS : REQUESTS;
    const wanted = tail === 0 && this.lastRequest === '' ? 0 : all;
    const known = this.lastRequest;
    for await (const entry of router.requests({ tail: wanted, follow }, this.signal)) {
      if (entry.time <= known) continue;
      this.lastRequest = entry.time;
      if (this.isChosen(entry.function) && this.isRecent(entry) && this.accepts(entry)) yield entry;
    }
  }

  /** Lines that builds print. */
  async *builds(mode: 'history' | 'follow'): AsyncGenerator<LogEntry, void, undefined> {
    const { builds, sinceMs } = this.request;
    if (builds === undefined || !this.shows('build')) return;
    const entries = mode === 'history' ? builds.history(sinceMs, this.signal) : builds.follow(this.signal);
    for await (const entry of entries)
      if (this.isChosen(entry.function) && this.isRecent(entry) && this.accepts(entry)) yield entry;
  }

  private isChosen(fn: string): boolean {
    const { functions } = this.request;
    return functions.length === 0 || functions.includes(fn);
  }

  private isRecent({ time }: LogEntry): boolean {
    const { sinceMs } = this.request;
    return sinceMs === undefined || time >= timeText(sinceMs);
  }

  private accepts(entry: LogEntry): boolean {
    return this.request.accepts?.(entry) ?? true;
  }

  /** The engine counts lines before they are filtered, so a filter needs all of them. */
  private logRequest(mode: Mode): LogRequest {
    const { sinceMs, tail, accepts } = this.request;
    const isTail = mode !== 'new' && tail !== undefined && (accepts === undefined || tail === 0);
    return {
      follow: mode !== 'history',
      ...(sinceMs !== undefined && { sinceMs }),
      ...(isTail && { tail }),
    };
  }
}

/** `history`: what there is. `follow`: and what comes. `new`: a container that has just started. */
export type Mode = 'history' | 'follow' | 'new';

/** 404: removed. 409: being removed. */
function isGone(error: unknown): boolean {
  return isSmolfaasError(error, 'engine-error') && [404, 409].includes(error.facts.status ?? 0);
}
