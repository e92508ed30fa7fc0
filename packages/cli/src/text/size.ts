/**
 * Sizes as text, in powers of 1000 like the engine's own lists, so that readers can find a figure
 * of one in the other. Memory limits are in powers of 1024, as users set them.
 */
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A memory limit: `512 MiB`. */
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Bytes to `999 B`, `1.2 kB`, `34 MB`: two or three significant digits. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  const [unit, next] = [UNITS[power] ?? 'B', UNITS[power + 1]];
  if (next !== undefined && value >= 999.5) return `1.0 ${next}`;
  return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
