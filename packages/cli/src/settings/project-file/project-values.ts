/**
 * The project-level values of a file, by the flag that also sets them, each with its place.
 */
import { resolve } from 'node:path';
import type { FileValue } from './project-file.js';
import { PATH_KEYS, projectSettings } from './project.js';

/**
 * @param sourceOf the place of a key, for errors
 * @param base directory for relative paths
 */
export function projectValues(
  content: Readonly<Record<string, unknown>>,
  sourceOf: (key: string) => string,
  base: string,
): ReadonlyMap<string, FileValue> {
  const found = Object.keys(projectSettings).flatMap((key): [string, FileValue][] => {
    const value = content[key];
    if (!isValue(value)) return [];
    const isPath = PATH_KEYS.includes(key) && typeof value === 'string';
    return [[key.replaceAll('_', '-'), { source: sourceOf(key), value: isPath ? resolve(base, value) : value }]];
  });
  return new Map(found);
}

/** Maps, such as `bases`, are no values of flags. */
const isValue = (value: unknown): value is FileValue['value'] =>
  ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value);
