/**
 * Sizes of memory in the project file: `256m`, `1.5g`, or bytes as a number. Pure.
 *
 * Gotcha: the units are powers of 1024, as Docker's are for memory. Sizes of files elsewhere in
 * SmolFaaS are powers of 1000.
 */

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Engines refuse less: the container's own start needs as much. */
const LEAST_MEMORY = 6 * 1024 ** 2;

const TMPFS = /^(?<path>\/[^:\s]*)(?::(?<size>[^:]+))?$/;
const DEFAULT_TMPFS = 64 * 1024 ** 2;

/** Bytes; undefined for a text that is no size. */
export function byteSize(value: number | string): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?([bkmgt]?)(?:i?b)?$/i.exec(String(value).trim()) ?? [];
  return digits === undefined ? undefined : Math.round(Number(digits) * (UNITS[unit.toLowerCase()] ?? 1));
}

/** What is wrong with a memory limit, if anything. */
export function memoryFault(value: number | string): string | undefined {
  const bytes = byteSize(value);
  if (bytes === undefined) return 'must be a size such as 256m or 1g';
  return bytes < LEAST_MEMORY ? 'must be at least 6m: engines start no container with less memory' : undefined;
}

/** What is wrong with a directory in memory, if anything. */
export function tmpfsFault(value: string): string | undefined {
  const { path, size } = TMPFS.exec(value)?.groups ?? {};
  if (path === undefined || path === '/') return 'must be an absolute path, with a size if need be: /cache:128m';
  if (path.split('/').includes('..')) return 'must be a path without ..';
  if (path === '/run' || path.startsWith('/run/secrets')) return 'would hide /run/secrets';
  return size !== undefined && (byteSize(size) ?? 0) < 4096 ? 'needs a size such as 128m behind the colon' : undefined;
}

/** The value of a text without a fault. */
export function tmpfsOf(value: string): { readonly path: string; readonly bytes: number } {
  const { path = value, size } = TMPFS.exec(value)?.groups ?? {};
  return { path: path.replace(/(?<=.)\/+$/, ''), bytes: (size && byteSize(size)) || DEFAULT_TMPFS };
}
