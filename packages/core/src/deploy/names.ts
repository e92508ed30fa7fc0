/**
 * Stage 10, deploy: functions can call each other by name.
 *
 *     the router is created in this run     its aliases are all functions
 *     a function was added since            a names container carries those that the router has not
 *     one more was added                    a new names container, then the old one is removed
 *
 * Invariant: no running carrier of a name is removed before another one carries the name.
 */
import { LABEL } from '../contract/labels.js';
import type { Plan } from '../decide/plan.js';
import type { Desired } from '../desired/desired.js';
import { namesContainers, namesOf } from '../observed/function-names.js';
import type { Observation } from '../observed/observed-project.js';

/** Open calls through an old names container have this long to end. */
const STOP_GRACE_MS = 5_000;

/** The functions that the plan leaves with something that serves, sorted. */
export function calledFunctions({ functions, outside }: Plan): readonly string[] {
  const inside = functions.filter(({ action, current }) => action !== 'remove' && (action !== 'keep' || current));
  const others = outside.filter(({ upstream }) => upstream !== undefined);
  return [...inside, ...others].map((one) => one.function).toSorted();
}

/** Whether the router is going to be created in this run, and then with all names. */
export function routerTakesNames(
  { router }: Plan,
  { router: desired }: Desired,
  { router: found }: Observation,
): boolean {
  const { container } = found;
  if (router.action === 'nothing' || container === undefined) return router.action !== 'nothing';
  return router.recreate || container.labels[LABEL.specHash] !== desired.hash || container.name !== desired.spec.name;
}

/** @throws router-failed, router-image-missing, engine-* */
export async function ensureNames(
  plan: Plan,
  desired: Desired,
  observation: Observation,
  networkId: string | undefined,
): Promise<void> {
  const { engine, signal, token } = observation.context;
  const called = calledFunctions(plan);
  const old = namesContainers(observation);
  const { container } = observation.router;
  const takes = routerTakesNames(plan, desired, observation);
  const byRouter = new Set(takes ? called : container && namesOf(container));
  const names = called.filter((fn) => !byRouter.has(fn));
  const kept = names.length === 0 ? undefined : old.find((one) => names.every((fn) => namesOf(one).includes(fn)));
  if (names.length > 0 && kept === undefined) {
    const { name: router, network, image, labels } = desired.router.spec;
    const spec = { router, network, networkId, image, names, labels: { ...labels, [LABEL.role]: 'names' } };
    const name = `${router}-names.${token().slice(0, 8)}`;
    await engine.router.startNames({ ...spec, name }, signal);
  }
  for (const one of old) if (one !== kept) await engine.functions.remove(one.id, STOP_GRACE_MS, signal);
}
