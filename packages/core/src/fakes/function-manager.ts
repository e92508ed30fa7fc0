/**
 * FunctionManager over the world in memory. It keeps the promises of the contract, not only those that the pipelines happen to use: the
 * conformance suite of `@smolfaas/testing` runs over it as over the real one.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { ContainerSpec, FunctionManager } from '../contract/function-manager.js';
import { LABEL } from '../contract/labels.js';
import type { ContainerDetails, ObservedContainer } from '../contract/observed.js';
import { localImage } from '../desired/local-image.js';
import { containerNamed, effect, type FakeContainer, moveTags, type World } from './world.js';

const PLATFORM = { os: 'linux', architecture: 'amd64' } as const;

/** Containers, images, network and volumes. */
export function fakeFunctions(world: World): FunctionManager {
  return {
    observe: async (scope, signal) => {
      signal.throwIfAborted();
      const isOurs = ({ labels }: { labels: Record<string, string> | ObservedContainer['labels'] }): boolean =>
        labels[LABEL.project] !== undefined;
      return structuredClone({
        engine: { endpoint: 'memory', version: '1.0', apiVersion: '1.41', platform: PLATFORM },
        containers: [...world.containers.values()]
          .map(withOwnLabels)
          .map((c) => (c.labels[LABEL.role] === 'function' ? { ...c, details: detailsOf(c) } : c))
          .filter((c) => isOurs(c) || scope.containerNames.includes(c.name)),
        images: [...world.images.values()],
        networks: [...world.networks.values()].filter((n) => isOurs(n) || n.name === scope.networkName),
        volumes: [...world.volumes.values()].filter((v) => isOurs(v) || scope.volumeNames.includes(v.name)),
      });
    },
    ensureNetwork: async (name, labels, signal) => {
      signal.throwIfAborted();
      const named = [...world.networks.values()].filter((network) => network.name === name);
      const present = named.find((network) => network.labels[LABEL.project] === labels[LABEL.project]);
      if (present !== undefined) return present.id;
      if (named[0] !== undefined) throw new SmolfaasError('foreign-object', { kind: 'network', name, id: named[0].id });
      const id = `net${world.next()}`;
      effect(world, `network ${name}`);
      world.networks.set(id, { id, name, labels });
      return id;
    },
    start: async (spec, signal) => {
      signal.throwIfAborted();
      requireFree(world, spec.function, spec.name);
      if (!world.images.has(spec.image)) throw failed(spec.function, `no image ${spec.image}`);
      if (![...world.networks.values()].some(({ name }) => name === spec.network))
        throw failed(spec.function, 'no network');
      const id = `c${world.next()}`;
      const state = world.behaviours.get(spec.function) === 'exits' ? 'exited' : 'running';
      const { name, alias, address, labels, network, image: imageId } = spec;
      effect(world, `start ${name}`);
      const certificates = certificatesOf(spec);
      world.containers.set(id, {
        id,
        name,
        aliases: [alias, address],
        state,
        imageId,
        labels,
        networks: [network],
        ports: [],
        certificates,
      });
      return { id };
    },
    diagnose: async (id, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      const read = container?.certificates?.trimEnd().split('\n') ?? [];
      const log = container === undefined ? [] : [...read, 'last words'];
      return { state: container?.state ?? 'gone', oomKilled: false, restarts: 0, log };
    },
    details: async (id, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      return container && detailsOf(container);
    },
    crashes: async (_ids, _sinceMs, signal) => {
      signal.throwIfAborted();
      return [];
    },
    rename: async (id, name, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      if (container === undefined)
        throw new SmolfaasError('engine-error', { call: 'rename', status: 404, message: id });
      requireFree(world, name, name);
      effect(world, `rename ${container.name} ${name}`);
      container.name = name;
    },
    remove: async (id, _graceMs, signal) => {
      signal.throwIfAborted();
      const container = world.containers.get(id);
      if (container === undefined) return;
      effect(world, `remove ${container.name}`);
      world.containers.delete(id);
    },
    tag: async (id, tag, signal) => {
      signal.throwIfAborted();
      const image = world.images.get(id) ?? localImage(id, [...world.images.values()]);
      if (image === undefined) throw new SmolfaasError('engine-error', { call: 'tag', status: 404, message: id });
      effect(world, `tag ${tag}`);
      moveTags(world, image.id, [tag]);
    },
    imageDetails: async (ids, signal) => {
      signal.throwIfAborted();
      const there = ids.filter((id) => world.images.has(id));
      return new Map(there.map((id) => [id, { layers: world.layers.get(id) ?? [{ id, bytes: 1000 }] }]));
    },
    usedImages: async (signal) => {
      signal.throwIfAborted();
      return new Set([...world.containers.values()].map(({ imageId }) => imageId));
    },
    volumeBytes: async (_names, signal) => {
      signal.throwIfAborted();
      return new Map(); // an engine that does not tell
    },
    removeImage: async (name, signal) => {
      signal.throwIfAborted();
      for (const image of world.images.values()) {
        const had = image.tags.includes(name) || image.id === name;
        if (!had) continue;
        effect(world, `remove image ${name}`);
        image.tags = image.tags.filter((tag) => tag !== name);
        if (image.tags.length === 0) world.images.delete(image.id);
      }
    },
    removeNetwork: async (id, signal) => {
      signal.throwIfAborted();
      const network = world.networks.get(id);
      if (network === undefined) return;
      const guests = [...world.containers.values()].filter(({ networks }) => networks.includes(network.name));
      const blockers = guests.map(({ name }) => name);
      if (blockers.length > 0)
        throw new SmolfaasError('removal-blocked', { kind: 'network', name: network.name, blockers });
      effect(world, `remove network ${network.name}`);
      world.networks.delete(id);
    },
    removeVolume: async (name, signal) => {
      signal.throwIfAborted();
      if (world.volumes.has(name)) effect(world, `remove volume ${name}`);
      world.volumes.delete(name);
    },
  };
}

/** What a program that prints the file of `SSL_CERT_FILE` prints. */
function certificatesOf({ certificates, env }: ContainerSpec): string | undefined {
  return certificates?.path === env['SSL_CERT_FILE']
    ? certificates && Buffer.from(certificates.pem).toString()
    : undefined;
}

/** The inspection of a container that is as SmolFaaS created it. */
function detailsOf({ aliases, networks }: FakeContainer): ContainerDetails {
  return {
    aliases: Object.fromEntries(networks.map((network) => [network, aliases])),
    restartsItself: true,
    restarts: 0,
    startedAt: 0,
  };
}

function failed(fn: string, message: string): SmolfaasError {
  return new SmolfaasError('container-failed', { function: fn, message });
}

/** A container without a role has what it carries of our labels from its image only, and is a stranger's. */
function withOwnLabels(container: FakeContainer): FakeContainer {
  if (container.labels[LABEL.role] !== undefined) return container;
  const ours = new Set<string>(Object.values(LABEL));
  const labels = Object.fromEntries(Object.entries(container.labels).filter(([name]) => !ours.has(name)));
  return { ...container, labels };
}

/** A foreign holder is named; one of ours would be waited for by a real engine, and then be told in its words. */
function requireFree(world: World, fn: string, name: string): void {
  const holder = containerNamed(world, name);
  if (holder === undefined) return;
  if (holder.labels[LABEL.project] !== undefined) throw failed(fn, `name ${name} is taken`);
  throw new SmolfaasError('foreign-object', { kind: 'container', name, id: holder.id });
}
