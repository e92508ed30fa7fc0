/**
 * Reading one place of a JSON value that somebody else made, without trusting its shape.
 *
 * Caddy's answers may come from a configuration that a hand has edited: every place is looked at, none is assumed.
 */

/** The value at this path; undefined wherever the path leaves the value. A negative index counts from the end of an array. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Array.isArray(here) && typeof key === 'number' ? here.at(key) : Reflect.get(here, key);
  }
  return here;
}

/** The same where a list is expected; an empty one when there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The same where a text is expected; empty when there is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}
