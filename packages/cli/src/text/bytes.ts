/**
 * Sizes for people, in the units that engines print: decimal, three figures at most.
 */

/** Decimal, as engines print them: `74 MB`, `1.3 GB`, `0.4 MB`. */
export function megabytes(bytes: number): string {
  const mega = bytes / 1_000_000;
  if (mega >= 1000) return `${(mega / 1000).toFixed(1)} GB`;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`;
}
