/**
 * Stage 5, observe: one list call per kind, all at once, then values of the contract.
 *
 * An object with a project label belongs to SmolFaaS, whatever its project. Conflicts between two
 * projects are decided later, on the values. A container needs a role as well. One that a user
 * started from a SmolFaaS image inherits the image's labels, but is the user's.
 *
 * Also listed:
 *  - foreign holders of names that the project needs, so that they can be refused up front;
 *  - containers that publish a port, so that an error can name the holder of a taken port;
 *  - other containers on the project's network.
 *
 * Some containers are inspected as well:
 *  - of this project, those that do not run, since a list has no exit code and OOM flag;
 *  - of this project, those of functions, since a list has no aliases, limits or restarts either;
 *  - other containers on the project's network, since they may have a function's alias.
 */
import { boundedMap, LABEL, type ObserveScope, type Observed, type ObservedContainer } from '@smolfaas/core';
import type { ContainerInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { containerDetails } from '../containers/container-details.js';
import { inspectContainer } from '../containers/inspect-container.js';
import {
  containerName,
  observedContainer,
  observedImage,
  observedNetwork,
  observedVolume,
  ownLabels,
} from '../connection/observed-values.js';

/**
 * At most this many inspections run at once: opening a socket for each of many costs more than
 * waiting for one.
 */
const INSPECTIONS = 6;

/**
 * Returns every object that belongs to SmolFaaS or conflicts with it.
 * @throws SmolfaasError engine-*, or the signal's reason
 */
export async function observe(engine: Connection, scope: ObserveScope, signal: AbortSignal): Promise<Observed> {
  const isOurs = (labels: Record<string, string> | null | undefined) => labels?.[LABEL.project] !== undefined;
  const [containers, images, networks, volumes] = await Promise.all([
    engine.call('list containers', signal, (d, abortSignal) => d.listContainers({ all: true, abortSignal })),
    scope.withoutImages ? [] : engine.call('list images', signal, (d, abortSignal) => d.listImages({ abortSignal })),
    engine.call('list networks', signal, (d, abortSignal) => d.listNetworks({ abortSignal })),
    engine.call('list volumes', signal, (d, abortSignal) => d.listVolumes({ abortSignal })),
  ]);
  const publishes = (c: ContainerInfo) => c.Ports.some((port) => port.PublicPort !== undefined);
  const inTheWay = (c: ContainerInfo) => scope.containerNames.includes(containerName(c.Names)) || publishes(c);
  const isGuest = (c: ContainerInfo) => scope.networkName in (c.NetworkSettings?.Networks ?? {});
  const wanted = containers.filter((c) => isOurs(ownLabels(c.Labels)) || inTheWay(c) || isGuest(c));
  const isOther = (c: ContainerInfo) => {
    const { [LABEL.project]: id } = ownLabels(c.Labels);
    return id !== undefined && scope.project !== undefined && id !== scope.project && !isGuest(c);
  };
  const look = async (c: ContainerInfo) =>
    isOther(c) ? observedContainer(c) : inspected(engine, c, isGuest(c), signal);
  const seen = await boundedMap(wanted, INSPECTIONS, signal, look);
  return {
    engine: engine.info,
    containers: seen.filter((container) => container !== undefined),
    images: images.map(observedImage),
    networks: networks.filter((n) => isOurs(n.Labels) || n.Name === scope.networkName).map(observedNetwork),
    volumes: (volumes.Volumes ?? [])
      .filter((v) => isOurs(v.Labels) || scope.volumeNames.includes(v.Name))
      .map(observedVolume),
  };
}

/** Undefined when the container was removed between the list and the inspection. */
async function inspected(
  engine: Connection,
  entry: ContainerInfo,
  isOnOurNetwork: boolean,
  signal: AbortSignal,
): Promise<ObservedContainer | undefined> {
  const { [LABEL.role]: role } = ownLabels(entry.Labels);
  const runs = entry.State === 'running' || entry.State === 'paused';
  const detailed = role === 'function' || (isOnOurNetwork && role === undefined);
  if (runs && !detailed) return observedContainer(entry);
  const info = await inspectContainer(engine, entry.Id, signal);
  if (info === undefined) return undefined;
  const { ExitCode: exitCode, OOMKilled: oomKilled } = info.State;
  const seen = observedContainer(entry, runs ? undefined : { exitCode, oomKilled });
  return detailed ? { ...seen, details: containerDetails(info) } : seen;
}
