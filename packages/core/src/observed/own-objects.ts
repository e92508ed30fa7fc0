/**
 * Finds this project's network, router and builder among the observed objects: by name, with the
 * project's label. A renamed router is found by its role, because it still holds the ports.
 *
 * Gotcha: before Engine 25, several networks may share one name, even across projects. The name
 * then belongs to one of them, by a rule that every project applies in the same way.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedNetwork } from '../contract/observed.js';

/**
 * This project's network of this name. On old engines a race can create two; every process then
 * chooses the one with the lowest id.
 */
export function ownNetwork(observed: Observed, project: Project, name: string): ObservedNetwork | undefined {
  return observed.networks
    .filter((network) => network.name === name && network.labels[LABEL.project] === project.id)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/**
 * The network that holds this name: the one that containers of its own project are attached to,
 * else the one with the lowest id. Every project finds the same one. So the name always has one
 * owner, never two or none.
 */
export function holdingNetwork(observed: Observed, name: string): ObservedNetwork | undefined {
  const named = observed.networks.filter((network) => network.name === name).sort((a, b) => (a.id < b.id ? -1 : 1));
  return named.find((network) => observed.containers.some((one) => isOwnGuest(one, network))) ?? named[0];
}

function isOwnGuest({ labels, networkIds }: ObservedContainer, network: ObservedNetwork): boolean {
  const project = network.labels[LABEL.project];
  return project !== undefined && labels[LABEL.project] === project && (networkIds?.includes(network.id) ?? false);
}

/**
 * Whether the container is attached to this network. An engine that reports no ids has unique
 * names.
 */
export function isAttached(
  { networks, networkIds }: Pick<ObservedContainer, 'networks' | 'networkIds'>,
  { id, name }: { readonly id: string; readonly name: string },
): boolean {
  return networkIds?.includes(id) ?? networks.includes(name);
}

/**
 * This project's router container, in any state: the one of this name, else one with another name.
 */
export function ownRouter(observed: Observed, project: Project, name: string): ObservedContainer | undefined {
  return ownHelper(observed, project, name, 'router');
}

/** This project's builder container, found in the same way. */
export function ownBuilder(observed: Observed, project: Project, name: string): ObservedContainer | undefined {
  return ownHelper(observed, project, name, 'builder');
}

function ownHelper(observed: Observed, project: Project, name: string, role: string): ObservedContainer | undefined {
  const ours = observed.containers.filter(({ labels }) => labels[LABEL.project] === project.id);
  return ours.find((container) => container.name === name) ?? ours.find(({ labels }) => labels[LABEL.role] === role);
}
