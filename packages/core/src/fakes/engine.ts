/**
 * A complete in-memory engine, assembled from the fakes of this folder.
 */
import type { Engine } from '../contract/engine.js';
import { fakeBuilder } from './builder.js';
import { fakeFunctions } from './function-manager.js';
import { fakeImages } from './images.js';
import { fakeNetworks, fakeVolumes } from './networks.js';
import { fakeObserve } from './observe.js';
import { fakeRouter } from './router.js';
import { fakeShells } from './shells.js';
import { fakeState } from './state.js';
import type { World } from './world.js';

export function fakeEngine(world: World): Engine {
  return {
    builder: fakeBuilder(world),
    functions: fakeFunctions(world),
    images: fakeImages(world),
    networks: fakeNetworks(world),
    volumes: fakeVolumes(world),
    router: fakeRouter(world),
    shells: fakeShells(world),
    state: fakeState(world),
    ports: { holder: async (address, port) => world.heldPorts.get(`${address} ${port}`) },
    observe: fakeObserve(world),
    close: () => undefined,
  };
}
