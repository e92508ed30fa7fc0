/**
 * One hash for plain values, independent of the order of their fields.
 *
 * Spec hashes, recipe keys and recipe digests are compared between runs and between versions of
 * SmolFaaS. They are therefore computed over a canonical form: JSON with sorted keys (as in RFC
 * 8785), without `undefined` fields, and with bytes as base64 under a key that no other value has.
 */
import { createHash } from 'node:crypto';

/** SHA-256 of a value's canonical form, hex. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The canonical form itself; two values are equal exactly when their forms are. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value)) ?? 'undefined';
}

/** The values without those that equal an earlier one. */
export function eachOnce<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, canonical(field)]));
}
