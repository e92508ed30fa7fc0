/**
 * Stage 5, observe, for `ps`: what the running containers use. One bounded call per container,
 * because no engine reports it in a list.
 */
import type { ContainerUsage } from '../contract/function-manager.js';
import { boundedMap } from '../async/bounded-map.js';
import type { FunctionContainers } from './function-containers.js';
import type { Observation } from './observed-project.js';

/** At most this many calls run at once. The engine reads files of the kernel for each. */
const AT_ONCE = 8;

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
