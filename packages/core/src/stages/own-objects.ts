/**
 * Our network and our router among what was observed: found by name, made ours by label.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedNetwork } from '../contract/observed.js';

/** Our network of this name. Old engines let two be made in a race; the lowest id is the one everybody agrees on. */
export function ownNetwork(observed: Observed, project: Project, name: string): ObservedNetwork | undefined {
  return observed.networks
    .filter((network) => network.name === name && network.labels[LABEL.project] === project.id)
    .sort((a, b) => (a.id < b.id ? -1 : 1))[0];
}

/** Our router container of this name, in whatever state. */
export function ownRouter(observed: Observed, project: Project, name: string): ObservedContainer | undefined {
  return observed.containers.find(
    (container) => container.name === name && container.labels[LABEL.project] === project.id,
  );
}
