/**
 * Reads one file of a tree exactly once: passes on its bytes and verifies that they match the
 * fingerprint.
 *
 * Used by the sender's workers, one file each.
 * Invariants:
 *   1. A link that replaced the file is not followed (O_NOFOLLOW), and a FIFO does not block
 *      (O_NONBLOCK).
 *   2. Kind, size and SHA-256 must equal the entry's, else `source-changed`. The daemon then
 *      receives an error instead of an end of file, so wrong bytes never become a layer.
 *   3. A file that cannot be read is `source-unreadable` with the system's reason, never an empty
 *      file.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildKitError, errnoOf } from '../errors/error.js';
import type { FileEntry } from './tree.js';

/**
 * Bytes per DATA packet: large enough to be quick, far below the daemon's limit of 4 MiB per
 * message.
 */
export const CHUNK_SIZE = 256 * 1024;

/** System errors that mean: the path now has another kind of file, or none. */
const MOVED = new Set(['ENOENT', 'ELOOP', 'ENOTDIR', 'ENXIO', 'EISDIR']);

/**
 * Calls `send` with the file's bytes in order, waiting for each. Rejects with `source-changed` or
 * `source-unreadable`.
 */
export async function sendFile(
  root: string,
  entry: FileEntry,
  send: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const handle = await open(
    join(root, entry.path),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch((cause: unknown) => Promise.reject(readError(entry, cause)));
  try {
    await sendOpenFile(handle, entry, send);
  } finally {
    await handle.close();
  }
}

async function sendOpenFile(
  handle: FileHandle,
  entry: FileEntry,
  send: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const stat = await handle.stat();
  if (!stat.isFile() || stat.size !== entry.size) throw changed(entry);
  const hash = createHash('sha256');
  let position = 0;
  for (let more = true; more; ) {
    // One byte more than the rest of the file: so a file that grew is noticed, and a short read
    // means its end.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_SIZE, entry.size - position + 1));
    const { bytesRead } = await handle
      .read(buffer, 0, buffer.length, position)
      .catch((cause: unknown) => Promise.reject(readError(entry, cause)));
    position += bytesRead;
    if (position > entry.size) throw changed(entry);
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    if (bytesRead > 0) await send(chunk);
    more = bytesRead === buffer.length;
  }
  if (position !== entry.size || hash.digest('hex') !== entry.sha256?.toLowerCase()) throw changed(entry);
}

function changed(entry: FileEntry, cause?: unknown): BuildKitError {
  const { path } = entry;
  return new BuildKitError('source-changed', `${path} changed since it was fingerprinted`, { path }, { cause });
}

function readError(entry: FileEntry, cause: unknown): BuildKitError {
  const errno = errnoOf(cause) ?? 'EIO';
  if (MOVED.has(errno)) return changed(entry, cause);
  const { path } = entry;
  return new BuildKitError('source-unreadable', `cannot read ${path} (${errno})`, { path, errno }, { cause });
}
