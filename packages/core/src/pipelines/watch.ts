/**
 * `smolfaas ps --watch`: one look after the other, with what happened in between.
 *
 *     look  ->  usage of containers, counted requests  ->  a sample  ->  pause  ->  look …
 *
 * CPU time and requests are differences between two samples, so the first sample has none. The
 * router's requests are followed from the beginning of the first pause.
 *
 * Invariant: it sends no requests to functions. A display of the load must not be part of
 * it. So a function that hangs is shown as running, and without requests.
 */
import type { ContainerUsage } from '../contract/function-manager.js';
import { isSmolfaasError } from '../contract/errors.js';
import type { RouterLink } from '../contract/caddy-manager.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { FunctionActivity, StatusSample } from '../contract/status.js';
import { pause } from '../async/pause.js';
import type { ObservedRouter } from '../observed/observed-project.js';
import { type RequestSample, requestSamples } from '../observed/request-samples.js';
import { type Look, look, type PsRequest } from './ps.js';

export interface WatchRequest extends PsRequest {
  readonly intervalMs: number;
}

/**
 * Samples without end. The caller ends the iteration, or the signal does.
 * @throws as `ps`; interrupted
 */
export async function* watch(given: PipelineContext, request: WatchRequest): AsyncGenerator<StatusSample> {
  const context = { ...given, emit: () => undefined };
  const requests = followRouter(context);
  try {
    let before: { readonly found: Look; readonly at: number } | undefined;
    for (;;) {
      const found = await look(context, request, { probes: false });
      const at = context.now();
      requests.follow(found.observation?.router);
      const counted = requests.take();
      yield { ...found.outcome, at, activity: activityOf(found, before?.found, counted, before && at - before.at) };
      before = { found, at };
      await pause(request.intervalMs, context.signal);
    }
  } finally {
    requests.close();
  }
}

/** Pure. @param ms time since the sample before; undefined for the first */
function activityOf(
  { containers, usage }: Look,
  before: Look | undefined,
  counted: ReadonlyMap<string, RequestSample> | undefined,
  ms: number | undefined,
): ReadonlyMap<string, FunctionActivity> {
  const activity = (fn: string, ids: readonly string[]): FunctionActivity => {
    const shares = ids.flatMap((id) => cpuShare(usage.get(id), before?.usage.get(id)) ?? []);
    const requests = counted?.get(fn);
    return {
      ...(shares.length > 0 && { cpuPercent: shares.reduce((sum, share) => sum + share, 0) * 100 }),
      ...(counted && ms !== undefined && { requestsPerSecond: ((requests?.count ?? 0) * 1000) / ms }),
      ...(requests && { p95Ms: requests.p95Ms }),
    };
  };
  return new Map(
    [...containers].map(([fn, { current }]) => [
      fn,
      activity(
        fn,
        (current?.instances ?? []).map(({ id }) => id),
      ),
    ]),
  );
}

/** CPU time per time; undefined without two measurements of one process. */
export function cpuShare(now: ContainerUsage | undefined, before: ContainerUsage | undefined): number | undefined {
  if (now === undefined || before === undefined || now.at <= before.at || now.cpuNs < before.cpuNs) return undefined;
  return (now.cpuNs - before.cpuNs) / 1e6 / (now.at - before.at);
}

/** Follows the requests to the router that runs now. A replaced router is another container. */
function followRouter({ signal }: Pick<PipelineContext, 'signal'>) {
  let followed: string | undefined;
  let stop = new AbortController();
  const samples = requestSamples();
  const read = async (link: RouterLink, ending: AbortSignal): Promise<void> => {
    try {
      for await (const entry of link.requests({ tail: 0, follow: true }, ending)) samples.add(entry);
    } catch (error) {
      // Without them, the rest of the sample is still right.
      if (!ending.aborted && !isSmolfaasError(error)) throw error;
    } finally {
      // Its log has ended: the router restarts, or the engine does. The next sample follows it
      // again.
      if (!ending.aborted) followed = undefined;
    }
  };
  return {
    follow(router: ObservedRouter | undefined): void {
      const id = router?.link && router.container?.id;
      if (id === followed) return;
      stop.abort();
      stop = new AbortController();
      followed = id;
      if (router?.link !== undefined) void read(router.link, AbortSignal.any([signal, stop.signal]));
    },
    /** Undefined while no router is followed. */
    take: () => (followed === undefined ? undefined : samples.take()),
    close: () => stop.abort(),
  };
}
