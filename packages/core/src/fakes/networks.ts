/**
 * NetworkManager and VolumeManager of the in-memory engine, for tests.
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { NetworkManager } from '../contract/network-manager.js';
import type { VolumeManager } from '../contract/volume-manager.js';
import { effect, type World } from './world.js';

/** A network with guests cannot be removed. */
export function fakeNetworks(world: World): NetworkManager {
  return {
    ensure: async (name, labels, signal) => {
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
    find: async (name, signal) => {
      signal.throwIfAborted();
      return [...world.networks.values()].find((network) => network.name === name)?.id;
    },
    remove: async (id, signal) => {
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
  };
}

/** The volumes of an engine that does not report their sizes. */
export function fakeVolumes(world: World): VolumeManager {
  return {
    bytes: async (_names, signal) => {
      signal.throwIfAborted();
      return new Map(); // an engine that reports no sizes
    },
    remove: async (name, signal) => {
      signal.throwIfAborted();
      if (world.volumes.has(name)) effect(world, `remove volume ${name}`);
      world.volumes.delete(name);
    },
  };
}
