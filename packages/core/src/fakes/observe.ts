/**
 * What exists in the in-memory engine, as an engine reports it.
 */
import type { Engine } from '../contract/engine.js';
import { LABEL } from '../contract/labels.js';
import type { ContainerDetails, ObservedContainer } from '../contract/observed.js';
import type { FakeContainer, World } from './world.js';

const PLATFORM = { os: 'linux', architecture: 'amd64' } as const;

/** The engine's `observe`. */
export function fakeObserve(world: World): Engine['observe'] {
  return async (scope, signal) => {
    signal.throwIfAborted();
    const isOurs = ({ labels }: { labels: Record<string, string> | ObservedContainer['labels'] }): boolean =>
      labels[LABEL.project] !== undefined;
    return structuredClone({
      engine: {
        endpoint: 'memory',
        version: '1.0',
        apiVersion: '1.41',
        platform: PLATFORM,
        fixedNames: world.fixedNames,
      },
      containers: [...world.containers.values()]
        .map(withOwnLabels)
        .map((c) => (c.labels[LABEL.role] === 'function' ? { ...c, details: detailsOf(c) } : c))
        .filter((c) => isOurs(c) || scope.containerNames.includes(c.name)),
      images: scope.withoutImages ? [] : [...world.images.values()],
      networks: [...world.networks.values()].filter((n) => isOurs(n) || n.name === scope.networkName),
      volumes: [...world.volumes.values()].filter((v) => isOurs(v) || scope.volumeNames.includes(v.name)),
    });
  };
}

/** The inspection of a container that is unchanged since SmolFaaS created it. */
export function detailsOf({ aliases, networks }: FakeContainer): ContainerDetails {
  return {
    aliases: Object.fromEntries(networks.map((network) => [network, aliases])),
    restartsItself: true,
    restarts: 0,
    startedAt: 0,
  };
}

/**
 * A container without a role label inherits the SmolFaaS labels of its image only, and belongs to
 * another tool.
 */
function withOwnLabels(container: FakeContainer): FakeContainer {
  if (container.labels[LABEL.role] !== undefined) return container;
  const ours = new Set<string>(Object.values(LABEL));
  const labels = Object.fromEntries(Object.entries(container.labels).filter(([name]) => !ours.has(name)));
  return { ...container, labels };
}
