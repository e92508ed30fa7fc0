/**
 * How one entry is described to the daemon: fsutil's `Stat`, which is Go's view of a file.
 *
 * Runs between the sorted list and the wire.
 *
 *   mode      Go's os.FileMode: permission bits, bit 31 for a directory, bit 27 for a symbolic link
 *   uid, gid  always 0: the user who builds must not change a cache key
 *   modTime   nanoseconds: the file's real seconds, plus 29 bits of its content hash
 *
 * Why the hash: the daemon keeps the last copy and requests only files whose size, time or mode
 * changed. Without the hash, an edit that keeps size and second would build with the old bytes.
 * With it, comparing metadata compares content, while the time is still true to the second. Cache
 * keys ignore times, so nothing else is affected.
 */
import { create } from '@bufbuild/protobuf';
import { BuildKitError } from '../errors/error.js';
import { type Stat, StatSchema } from '../gen/fsutil/types/wire_pb.js';
import type { FileEntry } from './tree.js';

const MODE_DIRECTORY = 2 ** 31;
const MODE_SYMLINK = 2 ** 27;
const NANOSECONDS = 1_000_000_000n;

/** One second less than fits, since up to a second of nanoseconds is added. */
const MOST_SECONDS = Number(2n ** 63n / NANOSECONDS) - 1;

/**
 * Encodes an entry. Throws `source-unreadable` when it cannot be sent faithfully (see `refusal`).
 */
export function statOf(entry: FileEntry): Stat {
  const reason = refusal(entry);
  if (reason !== undefined) {
    const text = `${JSON.stringify(entry.path)} cannot be sent: ${reason}`;
    throw new BuildKitError('source-unreadable', text, { path: entry.path, errno: 'EINVAL' });
  }
  const link = entry.kind === 'symlink' ? (entry.linkname ?? '') : '';
  return create(StatSchema, {
    path: entry.path,
    mode: entry.mode + (entry.kind === 'directory' ? MODE_DIRECTORY : entry.kind === 'symlink' ? MODE_SYMLINK : 0),
    size: BigInt(entry.kind === 'file' ? entry.size : Buffer.byteLength(link)),
    modTime: BigInt(secondsOf(entry)) * NANOSECONDS + BigInt(hashBits(entry)),
    linkname: link,
  });
}

/**
 * Disks can store times outside the range of 64 bits of nanoseconds (the years 1677 to 2262). Such
 * a file gets the nearest time that fits.
 */
function secondsOf({ mtimeSeconds }: FileEntry): number {
  return Math.min(Math.max(mtimeSeconds, -MOST_SECONDS), MOST_SECONDS);
}

/**
 * The first 29 bits of the content hash: always below 10^9, so they fit into the nanoseconds of a
 * second.
 */
function hashBits(entry: FileEntry): number {
  return entry.kind === 'file' ? Number.parseInt((entry.sha256 ?? '').slice(0, 8), 16) >>> 3 : 0;
}

/**
 * Why an entry cannot be sent as it is, or undefined. Names must be clean, relative and valid
 * Unicode.
 */
export function refusal(entry: FileEntry): string | undefined {
  const parts = entry.path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'its path is not clean and relative';
  if (/\0|\p{Surrogate}/u.test(entry.path)) return 'its name is not valid Unicode';
  if (entry.mode !== (entry.mode & 0o777)) return 'its mode has more than permission bits';
  if (!Number.isSafeInteger(entry.mtimeSeconds)) return 'its time is not in whole seconds';
  if (entry.kind === 'symlink') return entry.linkname ? undefined : 'it is a link without a target';
  if (entry.kind === 'directory') return undefined;
  if (!/^[0-9a-f]{64}$/i.test(entry.sha256 ?? '')) return 'it has no SHA-256';
  return Number.isSafeInteger(entry.size) && entry.size >= 0 ? undefined : 'its size is not a number of bytes';
}
