/**
 * How many bytes would removing some images free? Images share layers, so their sizes cannot be
 * added. Pure.
 */
import type { ImageDetails, ImageLayer } from '../contract/disk.js';

/** Details by image id, as the engine reports them. */
export type Details = ReadonlyMap<string, ImageDetails>;

/** All layers of these images, without duplicates. */
export function layersOf(ids: Iterable<string>, details: Details): Map<string, number> {
  const layers = [...ids].flatMap((id): readonly ImageLayer[] => details.get(id)?.layers ?? []);
  return new Map(layers.map(({ id, bytes }) => [id, bytes]));
}

/** Bytes of the layers of `ids` that none of `others` has. */
export function bytesOnlyIn(ids: Iterable<string>, others: Iterable<string>, details: Details): number {
  const elsewhere = layersOf(others, details);
  return sum([...layersOf(ids, details)].filter(([id]) => !elsewhere.has(id)).map(([, bytes]) => bytes));
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
