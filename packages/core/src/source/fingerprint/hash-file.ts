/**
 * SHA-256 of one file of a function, bound to the file's stat while it was read.
 *
 * Invariants:
 *  1. The hash and the returned stat belong to the same bytes. The file is stat'ed through its open
 *     descriptor before and after reading. If it changed in between, it is read again, at most
 *     three times in all. Then the function fails with `source-changed`.
 *  2. Memory use is one buffer, whatever the file's size.
 *
 * The flags: O_NOFOLLOW, because the path may have become a link after the walk saw a file.
 * O_NONBLOCK, because it may have become a named pipe, whose `open` would wait for a writer.
 */
import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { SmolfaasError } from '../../contract/errors.js';
import { errnoOf } from '../errno.js';
import type { TimeSlice } from './time-slice.js';

const ATTEMPTS = 3;
const CHUNK_BYTES = 256 * 1024;

/** The five numbers of a stat. If all are equal, the file is unchanged. */
export interface FileStamp {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/**
 * The part of a stat that SmolFaaS keeps. A full stat is four times as large, which matters with a
 * hundred thousand files.
 */
export interface FileStat extends FileStamp {
  readonly mode: bigint;
}

export interface HashedFile {
  readonly sha256: string;
  readonly stat: FileStat;
}

/** Hashes files of one function, one after another. */
export type HashFile = (path: string) => Promise<HashedFile>;

/**
 * Returns a hasher for the files below `dir`; it owns the read buffer. The hasher throws
 * source-unreadable and source-changed, and the signal's reason when aborted in a pause.
 */
export function fileHasher(fn: string, dir: string, slice: TimeSlice): HashFile {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  return async (path) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const hashed = await hashOnce(fn, dir, path, buffer, slice);
      if (hashed !== undefined) return hashed;
    }
    throw new SmolfaasError('source-changed', { function: fn, path });
  };
}

/** Opens a source file for reading, without following links and without blocking. */
export function openSource(fn: string, dir: string, path: string): number {
  try {
    return openSync(`${dir}/${path}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const errno = errnoOf(cause);
    // Gone, or a link, or below something that is no longer a directory: not what the walk saw.
    const moved = errno === 'ENOENT' || errno === 'ELOOP' || errno === 'ENOTDIR' || errno === 'ENXIO';
    if (moved) throw new SmolfaasError('source-changed', { function: fn, path }, { cause });
    throw new SmolfaasError('source-unreadable', { function: fn, path, errno }, { cause });
  }
}

/** Undefined when the file changed while it was read. */
async function hashOnce(
  fn: string,
  dir: string,
  path: string,
  buffer: Buffer,
  slice: TimeSlice,
): Promise<HashedFile | undefined> {
  const file = openSource(fn, dir, path);
  try {
    const before = fstatSync(file, { bigint: true });
    if (!before.isFile()) throw new SmolfaasError('source-changed', { function: fn, path });
    const hash = createHash('sha256');
    let size = 0n;
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, read));
      size += BigInt(read);
      await slice.breathe();
    }
    const after = fstatSync(file, { bigint: true });
    return size === after.size && sameFile(before, after)
      ? { sha256: hash.digest('hex'), stat: fileStat(after) }
      : undefined;
  } catch (cause) {
    if (cause instanceof SmolfaasError || errnoOf(cause) === 'ABORT_ERR') throw cause;
    throw new SmolfaasError('source-unreadable', { function: fn, path, errno: errnoOf(cause) }, { cause });
  } finally {
    closeSync(file);
  }
}

/** Keeps only the numbers that matter. */
export function fileStat({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): FileStat {
  return { dev, ino, size, mtimeNs, ctimeNs, mode };
}

/**
 * Whether two stats are of the same, unchanged file. Times are compared only for equality, because
 * clocks may jump.
 */
export function sameFile(a: FileStamp, b: FileStamp): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
