/**
 * Profiles of the project file: a profile has the shape of the file itself and is merged over the
 * rest. Pure.
 *
 * | in the profile          | means                                  |
 * |-------------------------|----------------------------------------|
 * | a map                   | its keys are merged into the file's    |
 * | a list, or a plain value | replaces the file's                    |
 * | `null`, or nothing      | removes the file's                     |
 */
import type { CrossProblem } from './cross-checks.js';

/** Keys that a profile cannot have: it is a part of one file and of one project. */
export const FIXED: readonly string[] = ['version', 'name', 'profiles'];

type Fields = Readonly<Record<string, unknown>>;

/** The file's values with those of the profile over them; without the key `profiles`. */
export function withProfile(file: Fields, profile: Fields): Fields {
  const rest = Object.fromEntries(Object.entries(file).filter(([key]) => key !== 'profiles'));
  return merged(rest, profile);
}

function merged(base: Fields, over: Fields): Fields {
  const all = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const under = all.get(key);
    if (value === null) all.delete(key);
    else all.set(key, isMap(value) ? merged(isMap(under) ? under : {}, value) : value);
  }
  return Object.fromEntries(all);
}

/** Faults of a profile that the schema cannot find in the merged values. */
export function profileFaults(base: Fields, profile: Fields): readonly CrossProblem[] {
  const fixed = FIXED.filter((key) => Object.hasOwn(profile, key)).map((key) => ({
    path: [key],
    message: 'cannot be part of a profile; set it at the top of the file',
  }));
  return [...fixed, ...vainRemovals(base, profile, [])];
}

/** A misspelt key with `null` would silently remove nothing. */
function vainRemovals(base: Fields, over: Fields, path: readonly string[]): readonly CrossProblem[] {
  return Object.entries(over).flatMap(([key, value]): readonly CrossProblem[] => {
    const under = Object.hasOwn(base, key) ? base[key] : undefined;
    if (isMap(value)) return vainRemovals(isMap(under) ? under : {}, value, [...path, key]);
    if (value !== null || under !== undefined) return [];
    return [{ path: [...path, key], message: 'null removes a key of the file, which does not have this one' }];
  });
}

export const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
