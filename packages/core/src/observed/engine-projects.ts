/**
 * Stage 5, observe: which projects does this engine have?
 *
 * Every container, network and volume of SmolFaaS names its project. Images alone are no project:
 * they are abandoned (abandoned-images.ts).
 *
 * Gotcha: after a directory was moved, `up` replaces the containers, and network and volumes still
 * name the old directory. So the labels of containers count first.
 */
import { existsSync } from 'node:fs';
import { LABEL, type Labels } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedNetwork, ObservedVolume } from '../contract/observed.js';

/** The objects of one project. */
export interface EngineProject {
  readonly id: string;
  readonly functionsDir: string;
  /** The name that its user gave it. */
  readonly name?: string;
  readonly containers: readonly ObservedContainer[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
}

/** All projects, sorted by directory. */
export function engineProjects({ containers, networks, volumes }: Observed): readonly EngineProject[] {
  const ids = new Set([...containers, ...networks, ...volumes].map(({ labels }) => labels[LABEL.project]));
  const all = [...ids].flatMap((id): EngineProject[] => {
    if (id === undefined) return [];
    const isOf = ({ labels }: { readonly labels: Labels }) => labels[LABEL.project] === id;
    const objects = {
      containers: containers.filter(isOf).toSorted(routerFirst),
      networks: networks.filter(isOf),
      volumes: volumes.filter(isOf),
    };
    const labels = [...objects.containers, ...objects.networks, ...objects.volumes].map((one) => one.labels);
    const functionsDir = first(labels, LABEL.functionsDir);
    const name = first(labels, LABEL.name);
    return functionsDir === undefined ? [] : [{ id, functionsDir, ...(name !== undefined && { name }), ...objects }];
  });
  return all.toSorted((a, b) => (a.functionsDir < b.functionsDir ? -1 : Number(a.functionsDir > b.functionsDir)));
}

/**
 * Whether the project's directory no longer exists.
 *
 * Gotcha: only directories of this machine can be checked. For a remote engine the answer is no.
 */
export function isGone({ functionsDir }: Pick<EngineProject, 'functionsDir'>, { engine }: Observed): boolean {
  return engine.remoteHost === undefined && !existsSync(functionsDir);
}

function routerFirst(a: ObservedContainer, b: ObservedContainer): number {
  const rank = ({ labels }: ObservedContainer) => (labels[LABEL.role] === 'router' ? 0 : 1);
  return rank(a) - rank(b);
}

function first(all: readonly Labels[], label: string): string | undefined {
  return all.map((labels) => labels[label]).find((value) => value !== undefined);
}
