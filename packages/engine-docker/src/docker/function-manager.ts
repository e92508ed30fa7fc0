/**
 * FunctionManager on Docker: the contract's verbs, each bound to one connection. The verbs themselves are one file each.
 */
import type { FunctionManager } from '@smolfaas/core';
import type { Connection } from './connection/connection.js';
import { inspectDetails } from './container-details.js';
import { crashes } from './crashes.js';
import { diagnose } from './diagnose/diagnose.js';
import { ensureNetwork } from './ensure-network.js';
import { imageDetails, usedImages } from './image-details.js';
import { removeImage, tagImage } from './images.js';
import { observe } from './observe.js';
import { removeContainer } from './remove-container.js';
import { removeNetwork } from './remove-network.js';
import { removeVolume } from './remove-volume.js';
import { renameContainer } from './rename-container.js';
import { startFunction } from './start.js';
import { volumeBytes } from './volume-bytes.js';

/** The manager of one engine. It keeps nothing between two calls; any number of them may run at once. */
export function functionManager(engine: Connection): FunctionManager {
  return {
    observe: (scope, signal) => observe(engine, scope, signal),
    ensureNetwork: (name, labels, signal) => ensureNetwork(engine, name, labels, signal),
    start: (spec, signal) => startFunction(engine, spec, signal),
    diagnose: (id, signal) => diagnose(engine, id, signal),
    details: (id, signal) => inspectDetails(engine, id, signal),
    crashes: (ids, sinceMs, signal) => crashes(engine, ids, sinceMs, signal),
    rename: (id, name, signal) => renameContainer(engine, id, name, signal),
    remove: (id, graceMs, signal) => removeContainer(engine, id, graceMs, signal),
    tag: (id, tag, signal) => tagImage(engine, id, tag, signal),
    imageDetails: (ids, signal) => imageDetails(engine, ids, signal),
    usedImages: (signal) => usedImages(engine, signal),
    volumeBytes: (names, signal) => volumeBytes(engine, names, signal),
    removeImage: (tag, signal) => removeImage(engine, tag, signal),
    removeNetwork: (id, signal) => removeNetwork(engine, id, signal),
    removeVolume: (name, signal) => removeVolume(engine, name, signal),
  };
}
