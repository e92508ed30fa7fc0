/**
 * Fields of JSON objects that hold texts by name, such as `scripts` and `dependencies`. Their types
 * are whatever the author of the file wrote.
 */
import { isObject } from '@smolfaas/runtime-kit';

/** The entries that are texts; empty when the value is no object. */
export function strings(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

/** A field of an object, if it is a text. */
export function textOf(value: unknown, name: string): string | undefined {
  const text = isObject(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : undefined;
}
