/**
 * The engine's list entries as values of ours. Pure.
 *
 * Place in the flow: stage 5. The engine leaves out what is empty (`null` labels, no ports) and decorates what is not (slashes
 * before names, `<none>:<none>` tags); after this file nothing of that is left.
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

/** Exit code and OOM mark, which only an inspection tells. */
export interface ExitFacts {
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

/** One entry of `GET /containers/json`. A state that is not Docker's (Podman has some) counts as exited. */
export function observedContainer(entry: ContainerInfo, exit?: ExitFacts): ObservedContainer {
  return {
    id: entry.Id,
    name: nameOf(entry.Names),
    state: STATES.find((state) => state === entry.State) ?? 'exited',
    ...exit,
    imageId: entry.ImageID,
    labels: ownLabels(entry.Labels),
    ...attachments(entry),
    ports: (entry.Ports ?? []).flatMap(publishedPort),
  };
}

/**
 * Its networks by name, and by id where all have one. A container that never started has none in
 * Docker, unless it was created with it; Podman writes the name, which is unique there, in place of
 * the id.
 */
function attachments({ NetworkSettings }: ContainerInfo): Pick<ObservedContainer, 'networks' | 'networkIds'> {
  const attached = Object.entries(NetworkSettings?.Networks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const networks = attached.map(([name]) => name);
  const ids = attached.map(([name, { NetworkID: id }]) => (id === name ? '' : id));
  return ids.every(Boolean) ? { networks, networkIds: ids } : { networks };
}

/** A container's labels, without those of ours that it only inherited from its image; our own containers have a role. */
export function ownLabels(labels: Readonly<Record<string, string>> | null): Record<string, string> {
  if (labels?.[LABEL.role] !== undefined) return { ...labels };
  const ours = new Set<string>(Object.values(LABEL));
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !ours.has(name)));
}

/** A container's own name has one slash; those with more are links that others hold to it. */
export function nameOf(names: readonly string[]): string {
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
 * In containerd's image store, the id is the digest that registries know the image by. Its list tells that digest with one repository
 * only, where several name the image; an inspection tells all of them.
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
