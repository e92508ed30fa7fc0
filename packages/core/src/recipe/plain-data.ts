/**
 * Stage 6, recipe: is a value plain data, and are two values equal?
 *
 * SmolFaaS keeps, hashes and sends what a runtime returns, so every reader must see the same value.
 * Plain data is objects, lists, text, numbers, booleans, null and bytes. Anything else (a function,
 * a date, an instance of a class, NaN) would be silently dropped or changed by one of these steps.
 * So the error names it with its path, as an author would write it: `image.config.config.Env[2]`.
 */

/**
 * What in a value is not plain and where, in words; undefined when everything is plain. Fields that
 * are `undefined` count as absent.
 */
export function unplain(value: unknown, place: string, within: readonly unknown[] = []): string | undefined {
  const wrong = kindOf(value);
  if (wrong !== undefined) return `${place} is ${wrong}`;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (within.includes(value)) return `${place} holds itself`;
  for (const [key, field] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (Array.isArray(value) && key === 'length') continue;
    const inner = step(place, key, Array.isArray(value));
    const isData = 'value' in field;
    const found = isData ? unplain(field.value, inner, [...within, value]) : `${inner} is computed by a getter`;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path of the first difference between two plain values; undefined when they are equal. */
export function firstDifference(one: unknown, other: unknown, place: string): string | undefined {
  if (Object.is(one, other)) return undefined;
  const both = isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other);
  if (!both) return isBytes(one) && isBytes(other) && Buffer.compare(one, other) === 0 ? undefined : place;
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const found = firstDifference(left.get(key), right.get(key), step(place, key, Array.isArray(one)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function kindOf(value: unknown): string | undefined {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'bigint') return 'a bigint';
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isBytes(value)) return undefined;
  if (value instanceof Promise) return 'a promise';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return undefined;
  return `an instance of ${value.constructor.name || 'a class'}`;
}

function step(place: string, key: string, list: boolean): string {
  if (list) return `${place}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${place}[${JSON.stringify(key)}]`;
  return place === '' ? key : `${place}.${key}`;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;
const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null && !isBytes(value);
