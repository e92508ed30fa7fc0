/**
 * Stage 5, observe, for `ps`: crashes of functions that were restarted or that do not run.
 *
 * `check` compares with the process that was ready, from the record (crashes.ts). `ps` also works
 * without a record, and asks the engine only about containers that look as if they had crashed: a
 * healthy project costs no call.
 */
import type { CrashFacts } from '../contract/notices.js';
import type { ObservedContainer } from '../contract/observed.js';
import { boundedMap } from '../async/bounded-map.js';
import { type FunctionContainers, newestContainer } from './function-containers.js';
import type { Observation } from './observed-project.js';

/** At most this many outputs are read at once. */
const AT_ONCE = 6;

/** Crashes of one function, and its last lines of output before the last one. */
export interface RecentCrash extends CrashFacts {
  readonly log: readonly string[];
}

/** By function; only functions with a crash. @throws engine-* */
export async function recentCrashes(
  { context: { engine, signal } }: Pick<Observation, 'context'>,
  containers: Iterable<FunctionContainers>,
): Promise<ReadonlyMap<string, RecentCrash>> {
  const suspects = [...containers].flatMap((one) => {
    const container = newestContainer(one);
    return container !== undefined && isSuspect(container) ? [{ fn: one.function, container }] : [];
  });
  if (suspects.length === 0) return new Map();
  const ids = suspects.map(({ container }) => container.id);
  const crashes = await engine.functions.crashes(ids, 0, signal);
  const found = await boundedMap(suspects, AT_ONCE, signal, async ({ fn, container }) => {
    const own = crashes.filter(({ containerId, ended }) => containerId === container.id && ended);
    const restarts = container.details?.restarts ?? 0;
    const crash = crashOf(container, restarts, own.at(-1));
    if (crash === undefined) return [];
    const { log } = await engine.functions.diagnose(container.id, signal);
    return [[fn, { ...crash, log }] as const];
  });
  return new Map(found.flat());
}

function isSuspect({ state, details }: ObservedContainer): boolean {
  return state !== 'created' && state !== 'paused' && (state !== 'running' || (details?.restarts ?? 0) > 0);
}

/**
 * Undefined when nothing shows a crash. The engine forgets events; then the number of restarts and
 * the state of the container remain.
 */
function crashOf(
  { state, exitCode, oomKilled, details }: ObservedContainer,
  restarts: number,
  last: CrashFacts['last'],
): CrashFacts | undefined {
  const ended = state === 'exited' || state === 'dead';
  const isFault = oomKilled === true || (exitCode !== undefined && ![0, 137, 143].includes(exitCode));
  if (restarts === 0 && last === undefined && state !== 'restarting' && !(ended && isFault)) return undefined;
  const { memoryBytes: memoryLimit } = details ?? {};
  return { restarts, starved: 0, ...(last && { last }), ...(memoryLimit !== undefined && { memoryLimit }) };
}
