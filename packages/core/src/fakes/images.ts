/**
 * ImageManager of the in-memory engine. The registry's images are those in `World.registry`; an
 * archive contains one list of images.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ImageManager } from '../contract/image-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import type { ObservedImage } from '../contract/observed.js';
import { firstEntry, tarEntry } from '../formats/tar.js';
import { localImage, registryOf } from '../desired/local-image.js';
import { effect, moveTags, type World } from './world.js';

/** The only file of an archive; a real engine writes several. */
const ENTRY = 'images.json';

/** Pulls from the in-memory registry, and transfers images between two in-memory engines. */
export function fakeImages(world: World): ImageManager {
  return {
    async pull(reference, onProgress, signal) {
      signal.throwIfAborted();
      const found = world.registry.get(reference);
      if (found === undefined) {
        const message = `${reference}: not found`;
        const registry = registryOf(reference) ?? '';
        throw new SmolfaasError('image-pull-failed', {
          reference,
          registry,
          why: 'not-found',
          fetcher: 'engine',
          message,
        });
      }
      onProgress({ done: 1, total: 1 });
      effect(world, `pull ${reference}`);
      keep(world, found);
    },
    async save(names, signal) {
      signal.throwIfAborted();
      const all = [...world.images.values()];
      const wanted = names.map((name) => localImage(name, all));
      if (wanted.includes(undefined)) {
        throw new SmolfaasError('engine-error', { call: 'save images', status: 404, message: 'no such image' });
      }
      return Readable.from([tarEntry({ name: ENTRY, mode: 0o644, content: JSON.stringify(wanted) })]);
    },
    async load(archive, signal) {
      const bytes = await buffer(archive);
      signal.throwIfAborted();
      const entry = firstEntry(ENTRY, bytes.subarray(Math.max(0, bytes.indexOf(ENTRY))));
      if (entry === undefined) {
        throw new SmolfaasError('engine-error', { call: 'load images', status: 500, message: 'unexpected EOF' });
      }
      const images: readonly ObservedImage[] = JSON.parse(String(entry));
      effect(world, `load ${images.length}`);
      for (const image of images) keep(world, image);
    },
    tag: async (id, tag, signal) => {
      signal.throwIfAborted();
      const image = world.images.get(id) ?? localImage(id, [...world.images.values()]);
      if (image === undefined) throw new SmolfaasError('engine-error', { call: 'tag', status: 404, message: id });
      effect(world, `tag ${tag}`);
      moveTags(world, image.id, [tag]);
    },
    details: async (ids, signal) => {
      signal.throwIfAborted();
      const there = ids.filter((id) => world.images.has(id));
      return new Map(there.map((id) => [id, { layers: world.layers.get(id) ?? [{ id, bytes: 1000 }] }]));
    },
    used: async (signal) => {
      signal.throwIfAborted();
      return new Set([...world.containers.values()].map(({ imageId }) => imageId));
    },
    remove: async (name, signal) => {
      signal.throwIfAborted();
      for (const image of world.images.values()) {
        const had = image.tags.includes(name) || image.id === name;
        if (!had) continue;
        effect(world, `remove image ${name}`);
        image.tags = image.tags.filter((tag) => tag !== name);
        if (image.tags.length === 0) world.images.delete(image.id);
      }
    },
  };
}

function keep(world: World, image: ObservedImage): void {
  const tags = [...new Set([...(world.images.get(image.id)?.tags ?? []), ...image.tags])];
  world.images.set(image.id, { ...image, tags });
  moveTags(world, image.id, image.tags);
}
