/**
 * `check`: does each running function answer? SmolFaaS sends each instance one probe through the
 * router, as `up` does.
 *
 * The engine's labels and states cannot show this. To the engine, a process that is stopped, hangs,
 * or is unreachable is still a running container.
 */
import type { Silence } from '../contract/findings.js';
import { boundedMap } from '../async/bounded-map.js';
import { type FunctionContainers, probeTarget } from './function-containers.js';
import type { Observation } from './observed-project.js';
import { probeHealth } from './probe-health.js';

/** A function that takes longer for `GET /` is reported, because clients wait as long. */
export const PROBE_MS = 5_000;

/** At most this many probes run at once: more would delay each other on a small machine. */
const AT_ONCE = 32;

/**
 * Why functions do not answer within `timeoutMs`, by name. Functions that answer have no entry;
 * without a router that answers, there are no entries at all.
 */
export async function silentFunctions(
  { router: { link }, context: { settings, signal } }: Pick<Observation, 'router' | 'context'>,
  containers: ReadonlyMap<string, FunctionContainers>,
  timeoutMs = PROBE_MS,
): Promise<ReadonlyMap<string, Silence>> {
  if (link === undefined) return new Map();
  const running = [...containers.values()].flatMap(({ function: fn, current }) =>
    (current?.instances ?? []).map((one) => ({ fn, address: probeTarget(one, settings.imagePrefix) })),
  );
  const silent = await boundedMap(running, AT_ONCE, signal, async ({ fn, address }) => {
    const path = settings.functions.get(fn)?.health?.path;
    const result = await probeHealth(link, { upstream: address, path, timeoutMs }, signal);
    return result.kind === 'answered' ? [] : [[fn, result.kind] as const];
  });
  return new Map(silent.flat());
}
