/**
 * Translates the engine's list entries into values of the contract. Pure.
 *
 * Place in the flow: stage 5. The engine omits empty values (`null` labels, no ports) and decorates
 * others (slashes before names, `<none>:<none>` tags). This file normalizes all of that.
 */
import {
  type ContainerState,
  LABEL,
  type ObservedContainer,
  type ObservedImage,
  type ObservedNetwork,
  type ObservedVolume,
  type PublishedPort,
} from '@smolfaas/core';
import type { ContainerInfo, ImageInfo, NetworkInspectInfo, VolumeInspectInfo } from 'dockerode';
import { familiarName, isManifestId, splitTag } from './image-name.js';

const STATES: readonly ContainerState[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

/** Exit code and OOM flag, which only an inspection returns. */
export interface ExitFacts {
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

/**
 * One entry of `GET /containers/json`. A state that Docker does not have (Podman has some) counts
 * as exited.
 */
export function observedContainer(entry: ContainerInfo, exit?: ExitFacts): ObservedContainer {
  return {
    id: entry.Id,
    name: containerName(entry.Names),
    state: STATES.find((state) => state === entry.State) ?? 'exited',
    ...exit,
    imageId: entry.ImageID,
    labels: ownLabels(entry.Labels),
    ...attachments(entry),
    ports: (entry.Ports ?? []).flatMap(publishedPort),
  };
}

/**
 * Its networks by name, and by id if all have one. In Docker, a container that never started has no
 * id unless it was created with one. Podman writes the name, which is unique there, instead of the
 * id.
 */
function attachments({ NetworkSettings }: ContainerInfo): Pick<ObservedContainer, 'networks' | 'networkIds'> {
  const attached = Object.entries(NetworkSettings?.Networks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const networks = attached.map(([name]) => name);
  const ids = attached.map(([name, { NetworkID: id }]) => (id === name ? '' : id));
  return ids.every(Boolean) ? { networks, networkIds: ids } : { networks };
}

/**
 * A container's labels, without SmolFaaS labels that it only inherited from its image. Containers
 * created by SmolFaaS have a role.
 */
export function ownLabels(labels: Readonly<Record<string, string>> | null): Record<string, string> {
  if (labels?.[LABEL.role] !== undefined) return { ...labels };
  const ours = new Set<string>(Object.values(LABEL));
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !ours.has(name)));
}

/**
 * A container's own name has one slash. Names with more are links that other containers have to it.
 */
export function containerName(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') === 0) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

/** One entry of `GET /images/json`. */
export function observedImage(entry: ImageInfo): ObservedImage {
  const named = (names: readonly string[] | undefined) =>
    (names ?? []).filter((name) => !name.includes('<none>')).map(familiarName);
  const { Id: id, RepoTags, RepoDigests, Size: bytes, Labels } = entry;
  const tags = named(RepoTags);
  return { id, tags, digests: allDigests(id, tags, named(RepoDigests)), bytes, labels: Labels ?? {} };
}

/**
 * In containerd's image store, the id is the digest by which registries know the image. If several
 * repositories name the image, the list has that digest for only one of them; an inspection has
 * all.
 */
function allDigests(id: string, tags: readonly string[], digests: readonly string[]): readonly string[] {
  if (!isManifestId(id, digests)) return digests;
  return [...new Set([...digests, ...tags.map((tag) => `${splitTag(tag).repo}@${id}`)])];
}

/** One entry of `GET /networks`. */
export function observedNetwork(entry: NetworkInspectInfo): ObservedNetwork {
  return { id: entry.Id, name: entry.Name, labels: entry.Labels ?? {} };
}

/** One entry of `GET /volumes`. */
export function observedVolume(entry: VolumeInspectInfo): ObservedVolume {
  return { name: entry.Name, labels: entry.Labels ?? {} };
}

function publishedPort(port: ContainerInfo['Ports'][number]): PublishedPort[] {
  if (!port.PublicPort) return [];
  return [{ ip: port.IP ?? '', hostPort: port.PublicPort, containerPort: port.PrivatePort }];
}
