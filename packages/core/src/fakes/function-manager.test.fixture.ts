/**
 * FunctionManager and BuildKitManager over the world in memory.
 */
import { createHash } from 'node:crypto';
import type { BuildKitManager } from '../contract/buildkit-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import type { FunctionManager } from '../contract/function-manager.js';
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import { containerNamed, effect, type World } from './world.test.fixture.js';

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
        containers: [...world.containers.values()].filter((c) => isOurs(c) || scope.containerNames.includes(c.name)),
        images: [...world.images.values()],
        networks: [...world.networks.values()].filter((n) => isOurs(n) || n.name === scope.networkName),
        volumes: [...world.volumes.values()].filter((v) => isOurs(v) || scope.volumeNames.includes(v.name)),
      });
    },
    ensureNetwork: async (name, labels) => {
      const present = [...world.networks.values()].find((network) => network.name === name);
      if (present !== undefined) return present.id;
      const id = `net${world.next()}`;
      effect(world, `network ${name}`);
      world.networks.set(id, { id, name, labels });
      return id;
    },
    start: async (spec, signal) => {
      signal.throwIfAborted();
      if (containerNamed(world, spec.name)) throw failed(spec.function, `name ${spec.name} is taken`);
      if (!world.images.has(spec.image)) throw failed(spec.function, `no image ${spec.image}`);
      if (![...world.networks.values()].some(({ name }) => name === spec.network))
        throw failed(spec.function, 'no network');
      const id = `c${world.next()}`;
      const state = world.behaviours.get(spec.function) === 'exits' ? 'exited' : 'running';
      const { name, alias, labels, network, image: imageId } = spec;
      effect(world, `start ${name}`);
      world.containers.set(id, { id, name, alias, state, imageId, labels, networks: [network], ports: [] });
      return { id };
    },
    diagnose: async (id) => ({
      state: world.containers.get(id)?.state ?? 'gone',
      oomKilled: false,
      restarts: 0,
      log: ['last words'],
    }),
    rename: async (id, name) => {
      const container = world.containers.get(id);
      if (container === undefined || containerNamed(world, name)) throw failed(name, 'cannot be renamed');
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
    tag: async (id, tag) => {
      const image = world.images.get(id);
      if (image === undefined) throw new SmolfaasError('engine-error', { call: 'tag', status: 404, message: id });
      effect(world, `tag ${tag}`);
      moveTags(world, id, [tag]);
    },
    removeImage: async (name) => {
      for (const image of world.images.values()) {
        const had = image.tags.includes(name) || image.id === name;
        if (!had) continue;
        effect(world, `remove image ${name}`);
        image.tags = image.tags.filter((tag) => tag !== name);
        if (image.tags.length === 0) world.images.delete(image.id);
      }
    },
    removeNetwork: async (id) => {
      const network = world.networks.get(id);
      if (network === undefined) return;
      const guests = [...world.containers.values()].filter(({ networks }) => networks.includes(network.name));
      const blockers = guests.map(({ name }) => name);
      if (blockers.length > 0)
        throw new SmolfaasError('removal-blocked', { kind: 'network', name: network.name, blockers });
      effect(world, `remove network ${network.name}`);
      world.networks.delete(id);
    },
    removeVolume: async (name) => {
      if (world.volumes.has(name)) effect(world, `remove volume ${name}`);
      world.volumes.delete(name);
    },
  };
}

/** Builds an image whose id depends on what it is built from, as a real one does. */
export function fakeBuilder(world: World): BuildKitManager {
  return {
    async build(request, onEvent, signal) {
      signal.throwIfAborted();
      const { function: fn, labels, source, tags } = request;
      onEvent({ type: 'step', step: 1, name: 'all', status: 'started' });
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal.throwIfAborted();
      if (world.brokenBuilds.has(fn))
        throw new SmolfaasError('build-failed', { function: fn, message: 'it does not compile' });
      const id = `sha256:${createHash('sha256')
        .update(JSON.stringify([labels, source.entries]))
        .digest('hex')}`;
      effect(world, `build ${fn}`);
      world.images.set(id, { id, labels, tags: world.images.get(id)?.tags ?? [] });
      moveTags(world, id, tags);
      onEvent({ type: 'step', step: 1, name: 'all', status: 'done', ms: 1 });
      return { id, steps: 1, cached: 0 };
    },
  };
}

function moveTags(world: World, id: string, tags: readonly string[]): void {
  for (const image of world.images.values()) {
    const others = image.tags.filter((tag) => !tags.includes(tag));
    image.tags = image.id === id ? [...others, ...tags] : others;
  }
}

function failed(fn: string, message: string): SmolfaasError {
  return new SmolfaasError('container-failed', { function: fn, message });
}
