/**
 * HostPorts of the in-memory engine: exactly the ports in `World.heldPorts` are taken.
 */
import type { HostPorts } from '../contract/host-ports.js';
import type { World } from './world.js';

/** The ports of a machine on which only `world.heldPorts` are taken. */
export function fakePorts(world: World): HostPorts {
  return { holder: async (address, port) => world.heldPorts.get(`${address} ${port}`) };
}
