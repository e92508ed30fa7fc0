/**
 * Reading of parsed TOML, in which anything may be anything: a manifest that has a list where a table belongs must not
 * end in a TypeError of ours, when uv has a sentence about it.
 */

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a table; empty when it is none. */
export function table(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}
