/**
 * Reading of parsed TOML, in which any value can have any type. A manifest with a list where a
 * table belongs must not end in a TypeError here, because uv has a better message for it.
 */

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a table; empty when it is not a table. */
export function table(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}
