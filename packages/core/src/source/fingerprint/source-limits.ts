/**
 * Stage 3, fingerprint: refuses a source that is far too large before it is read. Pure.
 *
 * Usually it is a data set, a disk image or a download that was never meant to be part of a
 * function. Hashing and sending it takes minutes and fills the engine's disk. The error therefore
 * appears first, with the largest items and what would leave them out.
 */
import { SmolfaasError } from '../../contract/errors.js';
import type { SourceLimits } from '../../contract/settings.js';

/** The part of a walked entry that matters here. */
interface Sized {
  readonly path: string;
  readonly kind: string;
  readonly stat: { readonly size: bigint };
}

/** The error names this many of the largest. */
const NAMED = 5;

/** @throws source-too-large when all files together are larger than allowed */
export function refuseTooLarge(fn: string, entries: readonly Sized[], limits: SourceLimits): void {
  const files = entries.filter(({ kind }) => kind === 'file');
  const bytes = files.reduce((total, { stat }) => total + Number(stat.size), 0);
  if (bytes <= limits.bytes) return;
  const largest = files.toSorted((a, b) => Number(b.stat.size - a.stat.size)).slice(0, NAMED);
  const named = largest.map(({ path, stat }) => ({ path, bytes: Number(stat.size) }));
  throw new SmolfaasError('source-too-large', {
    function: fn,
    what: 'bytes',
    limit: limits.bytes,
    found: bytes,
    largest: named,
  });
}

/** Runs during the walk, so that a million files are not listed first. @throws source-too-large */
export function refuseTooMany(fn: string, entries: readonly Sized[], limits: SourceLimits): void {
  if (entries.length <= limits.files) return;
  const counts = new Map<string, number>();
  for (const { path } of entries) {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  const fullest = [...counts].sort(([, a], [, b]) => b - a).slice(0, NAMED);
  const named = fullest.map(([path, files]) => ({ path: path === '' ? '.' : path, files }));
  const found = entries.length;
  throw new SmolfaasError('source-too-large', {
    function: fn,
    what: 'files',
    limit: limits.files,
    found,
    largest: named,
  });
}
