/**
 * Stage 11, routes: the routed functions can be called by name.
 *
 *     the router is created in this run     its aliases are all functions of the plan
 *     a function was added since            a names container carries those that the router has not
 *     one more was added                    a new names container, then the old one is removed
 *
 * Names follow the routes: a function that was not put into service gets none.
 *
 * Invariant: no running carrier of a name is removed before another one carries the name.
 */
import type { RouterLink } from '../contract/caddy-manager.js';
import { LABEL } from '../contract/labels.js';
import type { DesiredInfrastructure } from '../desired/desired.js';
import { carries, namesContainers } from '../observed/function-names.js';
import type { Observation } from '../observed/observed-project.js';

/** Open calls through an old names container have this long to end. */
const STOP_GRACE_MS = 5_000;

/**
 * @param routed the functions that the router has routes to
 * @param link to the router; undefined when none runs
 * @throws router-failed, router-image-missing, engine-*
 */
export async function ensureNames(
  routed: readonly string[],
  link: RouterLink | undefined,
  desired: Pick<DesiredInfrastructure, 'router'>,
  observation: Observation,
  networkId: string | undefined,
): Promise<void> {
  if (link === undefined) return;
  const { engine, signal, token } = observation.context;
  const { name: router, network, image, labels } = desired.router.spec;
  const old = namesContainers(observation);
  const names = routed.filter((fn) => !link.names.includes(fn)).toSorted();
  const kept =
    names.length === 0
      ? undefined
      : old.find((one) => names.every((fn) => carries(one, fn, { id: networkId, name: network })));
  if (names.length > 0 && kept === undefined) {
    const spec = { router, network, networkId, image, names, labels: { ...labels, [LABEL.role]: 'names' } };
    const name = `${router}-names.${token().slice(0, 8)}`;
    await engine.router.startNames({ ...spec, name }, signal);
  }
  for (const one of old) if (one !== kept) await engine.functions.remove(one.id, STOP_GRACE_MS, signal);
}
