/**
 * How much disk space does the project use? Pure: from images and their layers to sums, every byte
 * counted once.
 *
 *     a layer of a base image                 -> that base (the smaller one, if bases are nested)
 *     a layer of images of one function only  -> that function
 *     a layer of images of several functions  -> shared by functions
 */
import type { DiskUsage, FunctionUsage, Usage } from '../contract/disk.js';
import { imageName } from '../retire/base-images.js';
import { bytesOnlyIn, layersOf, sum } from '../retire/layers.js';
import type { DiskImages } from '../retire/disk-images.js';

/** Sizes that other code measures. */
export interface Measured {
  readonly volumes: readonly Usage[];
  readonly files: readonly Usage[];
}

/** The complete disk usage. */
export function measure(found: DiskImages, { volumes, files }: Measured): DiskUsage {
  const functions = measureFunctions(found);
  const bases = measureBases(found);
  const ids = found.images.map(({ id }) => id);
  const baseIds = found.bases.map(({ id }) => id);
  const own = bytesOnlyIn(ids, baseIds, found.details);
  const sharedByFunctions = own - sum(functions.map(({ bytes }) => bytes));
  const known = [...bases, ...volumes, ...files].map(({ bytes = 0 }) => bytes);
  return { functions, sharedByFunctions, bases, volumes, files, total: own + sum(known) };
}

function measureFunctions({ images, bases, details }: DiskImages): readonly FunctionUsage[] {
  const baseIds = bases.map(({ id }) => id);
  const names = [...new Set(images.map((image) => image.function))].sort();
  return names.map((name) => {
    const ofThis = images.filter((image) => image.function === name);
    const others = images.filter((image) => image.function !== name).map(({ id }) => id);
    const elsewhere = [...others, ...baseIds];
    const ids = ofThis.map(({ id }) => id);
    const old = ofThis.filter(({ verdict }) => verdict === 'old').map(({ id }) => id);
    const staying = ids.filter((id) => !old.includes(id));
    return {
      name,
      images: ids.length,
      bytes: bytesOnlyIn(ids, elsewhere, details),
      reclaimable: bytesOnlyIn(old, [...staying, ...elsewhere], details),
    };
  });
}

/** A base that builds on another one is counted without the other. */
function measureBases({ bases, details }: DiskImages): readonly Usage[] {
  const counted = new Set<string>();
  const lowestFirst = bases.toSorted((a, b) => depth(a.id) - depth(b.id));
  const bytes = new Map(
    lowestFirst.map(({ id }) => {
      const fresh = [...layersOf([id], details)].filter(([layer]) => !counted.has(layer));
      for (const [layer] of fresh) counted.add(layer);
      return [id, sum(fresh.map(([, size]) => size))];
    }),
  );
  return bases.map((image) => ({ name: imageName(image), bytes: bytes.get(image.id) ?? 0 }));

  function depth(id: string): number {
    return details.get(id)?.layers.length ?? 0;
  }
}
