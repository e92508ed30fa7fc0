/**
 * Stage 5, observe, for `ps`: what the running containers use. One bounded call per container,
 * because no engine reports it in a list.
 */
import type { ContainerUsage } from '../contract/function-manager.js';
import { boundedMap } from '../async/bounded-map.js';
import type { FunctionContainers } from './function-containers.js';
import type { Observation } from './observed-project.js';

/**
 * At most this many calls run at once. Many, because an engine that measures once per second makes
 * each call wait for the same moment.
 */
const AT_ONCE = 64;

/** Usage by container id. A container that ended meanwhile has no entry. @throws engine-* */
export async function containerUsage(
  { context: { engine, signal } }: Pick<Observation, 'context'>,
  containers: Iterable<FunctionContainers>,
): Promise<ReadonlyMap<string, ContainerUsage>> {
  const ids = [...containers].flatMap(({ current }) => (current?.instances ?? []).map(({ id }) => id));
  const found = await boundedMap(ids, AT_ONCE, signal, async (id) => {
    const usage = await engine.functions.usage(id, signal);
    return usage === undefined ? [] : [[id, usage] as const];
  });
  return new Map(found.flat());
}
