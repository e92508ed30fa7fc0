/**
 * Our network, router and builder among what was observed: found by name, made ours by label. A router that was renamed is still ours,
 * and still holds the ports; so its role finds it.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedNetwork } from '../contract/observed.js';

/** Our network of this name. Old engines let two be made in a race; the lowest id is the one everybody agrees on. */
export function ownNetwork(observed: Observed, project: Project, name: string): ObservedNetwork | undefined {
  return observed.networks
    .filter((network) => network.name === name && network.labels[LABEL.project] === project.id)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
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
