/**
 * HostPorts over the world in memory: a port is held when the world says so.
 */
import type { HostPorts } from '../contract/host-ports.js';
import type { World } from './world.js';

/** Ports of a machine on which only `world.heldPorts` are taken. */
export function fakePorts(world: World): HostPorts {
  return { holder: async (address, port) => world.heldPorts.get(`${address} ${port}`) };
}
