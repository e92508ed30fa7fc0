/**
 * `check`: does each function that runs answer? It is asked once, through the router, the way `up` asks.
 *
 * Labels and states of the engine cannot tell: a process that is stopped, hangs, or cannot be reached
 * any more is a running container to the engine.
 */
import type { Silence } from '../contract/findings.js';
import { boundedMap } from '../async/bounded-map.js';
import { addressOf, type FunctionContainers } from './function-containers.js';
import type { Observation } from './observed-project.js';

/** A function that needs longer for `GET /` is reported: clients wait as well. */
export const PROBE_MS = 5_000;

/** So many are asked at once: more would make each other late on a small machine. */
const AT_ONCE = 32;

/** Why functions do not answer, by name; those that answer are left out, and all are when no router answers. */
export async function silentFunctions(
  { router: { link }, context: { settings, signal } }: Pick<Observation, 'router' | 'context'>,
  containers: ReadonlyMap<string, FunctionContainers>,
): Promise<ReadonlyMap<string, Silence>> {
  if (link === undefined) return new Map();
  const running = [...containers.values()].flatMap(({ function: fn, current }) =>
    (current?.instances ?? []).map((one) => ({ fn, address: addressOf(one, settings.imagePrefix) })),
  );
  const silent = await boundedMap(running, AT_ONCE, signal, async ({ fn, address }) => {
    const result = await link.probe(address, PROBE_MS, signal);
    return result.kind === 'answered' ? [] : [[fn, result.kind] as const];
  });
  return new Map(silent.flat());
}
