/**
 * Our network, router and builder among what was observed: found by name, made ours by label. A router that was renamed is still ours,
 * and still holds the ports; so its role finds it.
 *
 * Gotcha: before Engine 25 several networks may have one name, also of several projects. The name
 * then belongs to one of them, by a rule that every project applies alike.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedNetwork } from '../contract/observed.js';

/** Our network of this name. Old engines let two be made in a race; the lowest id is the one everybody agrees on. */
export function ownNetwork(observed: Observed, project: Project, name: string): ObservedNetwork | undefined {
  return observed.networks
    .filter((network) => network.name === name && network.labels[LABEL.project] === project.id)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/**
 * The network that holds this name: the one that containers of its own project are attached to,
 * else the one with the lowest id. Every project finds the same one, so that never two of them
 * think the name theirs, nor none.
 */
export function holdingNetwork(observed: Observed, name: string): ObservedNetwork | undefined {
  const named = observed.networks.filter((network) => network.name === name).sort((a, b) => (a.id < b.id ? -1 : 1));
  return named.find((network) => observed.containers.some((one) => isOwnGuest(one, network))) ?? named[0];
}

function isOwnGuest({ labels, networkIds }: ObservedContainer, network: ObservedNetwork): boolean {
  const project = network.labels[LABEL.project];
  return project !== undefined && labels[LABEL.project] === project && (networkIds?.includes(network.id) ?? false);
}

/** Whether the container is on this very network. An engine that gives no ids has unique names. */
export function isAttached(
  { networks, networkIds }: Pick<ObservedContainer, 'networks' | 'networkIds'>,
  { id, name }: { readonly id: string; readonly name: string },
): boolean {
  return networkIds?.includes(id) ?? networks.includes(name);
}

/** Our router container, in whatever state: the one of this name, or else one that was given another. */
export function ownRouter(observed: Observed, project: Project, name: string): ObservedContainer | undefined {
  return ownHelper(observed, project, name, 'router');
}

/** Our builder container, likewise. */
export function ownBuilder(observed: Observed, project: Project, name: string): ObservedContainer | undefined {
  return ownHelper(observed, project, name, 'builder');
}

function ownHelper(observed: Observed, project: Project, name: string, role: string): ObservedContainer | undefined {
  const ours = observed.containers.filter(({ labels }) => labels[LABEL.project] === project.id);
  return ours.find((container) => container.name === name) ?? ours.find(({ labels }) => labels[LABEL.role] === role);
}
