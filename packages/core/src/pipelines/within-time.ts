/**
 * An upper limit for a whole run, which begins before the choice of names (with-names.ts). When
 * the time is over, the run ends as it does after Ctrl-C: what it started is removed, what serves
 * stays, and the next run converges.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { SmolfaasEvent } from '../contract/events.js';
import type { PipelineContext } from '../contract/pipeline.js';

/**
 * Runs `work` with a signal that also ends when the time is over.
 * @param timeoutMs no limit if undefined
 * @throws run-timeout, with the functions that were not done; what `work` throws
 */
export async function withinTime<T>(
  context: PipelineContext,
  timeoutMs: number | undefined,
  work: (context: PipelineContext) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined) return await work(context);
  const unfinished = new Set<string>();
  const limit = new AbortController();
  const end = (): void =>
    limit.abort(new SmolfaasError('run-timeout', { seconds: timeoutMs / 1000, unfinished: [...unfinished].sort() }));
  const timer = setTimeout(end, Math.max(0, timeoutMs - (context.now() - (context.begin ?? context.now()))));
  const emit = (event: SmolfaasEvent): void => {
    follow(event, unfinished);
    context.emit(event);
  };
  try {
    return await work({ ...context, emit, signal: AbortSignal.any([context.signal, limit.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

/** Actions that leave a function as it is, unless it turns out not to answer. */
const QUIET = new Set(['nothing', 'keep', 'adopt']);

function follow(event: SmolfaasEvent, unfinished: Set<string>): void {
  if (event.type === 'plan' && !QUIET.has(event.action)) unfinished.add(event.function);
  if (event.type === 'function' && ['ready', 'replaced', 'removed', 'failed'].includes(event.phase))
    unfinished.delete(event.function);
}
