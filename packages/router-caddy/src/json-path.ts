/**
 * Reads one location of an untrusted JSON value without assuming its shape.
 *
 * Caddy's responses may come from a manually edited configuration, so every step of the path is
 * checked.
 */

/**
 * Returns the value at this path; undefined where the path leaves the value. A negative index
 * counts from the end of an array.
 */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Array.isArray(here) && typeof key === 'number' ? here.at(key) : Reflect.get(here, key);
  }
  return here;
}

/** The same for an expected list; empty if there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The same for an expected string; empty if there is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}
