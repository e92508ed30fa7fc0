/**
 * Makes a FileTree from a directory: everything in it except what the caller skips, hashed, modes
 * normalised.
 *
 * For users of this package without their own fingerprint, and for its examples and tests. It knows
 * no ignore rules. The filters of a request, such as .dockerignore through the Dockerfile frontend,
 * still apply when sending. Skipped paths are not even read, which saves hashing a large directory
 * that no step needs.
 * Invariants:
 *   1. Links are never followed. What cannot be sent faithfully (sockets, FIFOs, devices, names
 *      that are not UTF-8) is refused by name and not left out.
 *   2. Modes become 0644, or 0755 for directories and for files that their owner may execute: the
 *      umask must not change a build.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BuildKitError, errnoOf } from '../errors/error.js';
import type { FileEntry, FileTree } from './tree.js';

/** Options of {@link readTree}. */
export interface ReadTreeOptions {
  /**
   * Whether to leave out this path (as in `FileEntry.path`), and everything below it if it is a
   * directory.
   */
  readonly skip?: (path: string) => boolean;
}

/**
 * Walks and hashes `root`, an absolute path.
 * @throws BuildKitError `source-unreadable`
 */
export async function readTree(root: string, { skip = () => false }: ReadTreeOptions = {}): Promise<FileTree> {
  const entries: FileEntry[] = [];
  await readDirectory(root, '', entries, skip);
  return { root, entries };
}

async function readDirectory(
  root: string,
  directory: string,
  entries: FileEntry[],
  skip: (path: string) => boolean,
): Promise<void> {
  const names = await readdir(join(root, directory), { encoding: 'buffer' }).catch(unreadable(directory));
  for (const bytes of names) {
    const name = bytes.toString('utf8');
    const path = directory === '' ? name : `${directory}/${name}`;
    if (skip(path)) continue;
    if (!Buffer.from(name).equals(bytes)) throw refused(bytes.toString('latin1'), 'its name is not UTF-8', 'EILSEQ');
    const entry = await readEntry(root, path).catch(unreadable(path));
    entries.push(entry);
    if (entry.kind === 'directory') await readDirectory(root, path, entries, skip);
  }
}

async function readEntry(root: string, path: string): Promise<FileEntry> {
  const absolute = join(root, path);
  const stat = await lstat(absolute);
  const common = { path, mtimeSeconds: Math.floor(stat.mtimeMs / 1000) };
  if (stat.isSymbolicLink())
    return { ...common, kind: 'symlink', mode: 0o777, size: 0, linkname: await readlink(absolute) };
  if (stat.isDirectory()) return { ...common, kind: 'directory', mode: 0o755, size: 0 };
  if (!stat.isFile()) throw refused(path, 'it is neither file, directory nor link', 'ENOTSUP');
  const mode = stat.mode & 0o100 ? 0o755 : 0o644;
  return { ...common, kind: 'file', mode, size: stat.size, sha256: await hashFile(absolute) };
}

async function hashFile(absolute: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(absolute), hash);
  return hash.digest('hex');
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof BuildKitError) throw cause;
    throw refused(path || '.', 'it cannot be read', errnoOf(cause) ?? 'EIO', cause);
  };
}

function refused(path: string, reason: string, errno: string, cause?: unknown): BuildKitError {
  const text = `cannot send ${JSON.stringify(path)}: ${reason} (${errno})`;
  return new BuildKitError('source-unreadable', text, { path, errno }, { cause });
}
