/**
 * Stage 3, fingerprint: a function's directory becomes a list of entries and one hash over it.
 *
 * Before: detect found the runtimes that may build it; the litter of the first is not source.
 * After: decide compares the hash with the recorded one, and a build sends exactly these entries.
 * Between two runs a stat cache avoids reading files that cannot have changed.
 *
 * SmolFaaS uses a remembered hash if all five numbers of the stat are equal and the file had
 * settled when the cache was taken. A file that is written twice within one tick of the file
 * system's clock may look the same after both writes. If its times lie within a tick of that
 * moment, or after it, SmolFaaS reads the file again. (Git calls such entries racily clean.)
 *
 * Gotcha: an unchanged file is not even opened. If it becomes unreadable, its ctime changes, so
 * SmolFaaS then opens it and fails. When a build sends a file, the file is read and compared once
 * more.
 */
import type { SourceEntry } from '../../contract/runtime.js';
import type { SourceLimits } from '../../contract/settings.js';
import type { StatCache, StatRecord } from '../../contract/state-store.js';
import { contentHash } from './content-hash.js';
import { type FileStat, type HashFile, fileHasher, sameFile } from './hash-file.js';
import type { IgnoreRules } from '../ignore/ignore.js';
import { refuseTooLarge } from './source-limits.js';
import { type SourceNotice, sourceNotices } from './source-notices.js';
import { timeSlice } from './time-slice.js';
import { type Walked, type WalkRoot, walk } from './walk.js';

/**
 * Coarser than the clock of any file system in use: two seconds on FAT, one on old NFS, some
 * milliseconds elsewhere.
 */
const TICK_NS = 2_000_000_000n;

/**
 * Reading this many racy files or bytes again costs more than rewriting the cache. Below both
 * limits nothing is written.
 */
const WORTH_SAVING = { files: 256, bytes: 16 * 1024 * 1024 };

export interface Fingerprint {
  /** SHA-256, hex. */
  readonly contentHash: string;
  /**
   * Ordered per path component, each directory before its content. What the function shares comes
   * last, with paths that begin with `../`.
   */
  readonly entries: readonly SourceEntry[];
  readonly notices: readonly SourceNotice[];
  /** The cache to save; undefined when the one passed in is still valid. */
  readonly cache?: StatCache;
}

export interface FingerprintOptions {
  readonly cache?: StatCache | undefined;
  /** Milliseconds since 1970, read before the call. Only dates the cache. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** No limits unless set. */
  readonly limits?: SourceLimits | undefined;
  /** What the function shares, sorted. */
  readonly shared?: readonly WalkRoot[];
}

/**
 * Reads the source of one function.
 * @param fn name of the function, for errors
 * @throws source-special-file, source-unreadable, source-bad-name, source-changed,
 *   source-too-large; the signal's reason
 */
export async function fingerprint(
  fn: string,
  dir: string,
  rules: IgnoreRules,
  options: FingerprintOptions,
): Promise<Fingerprint> {
  const slice = timeSlice(options.signal);
  const { limits, shared } = options;
  const { entries: walked, leftOut } = await walk(fn, dir, rules, slice, limits, shared);
  if (limits !== undefined) refuseTooLarge(fn, walked, limits);
  const memory = remember(options.cache, fileHasher(fn, dir, slice));
  const entries: SourceEntry[] = [];
  for (const one of walked) {
    await slice.breathe();
    entries.push(one.kind === 'file' ? await fileEntry(one, memory) : otherEntry(one));
  }
  const cache = memory.worthSaving()
    ? { takenNs: BigInt(options.nowMs) * 1_000_000n, records: memory.records }
    : undefined;
  return {
    contentHash: contentHash(entries),
    entries,
    notices: sourceNotices(entries, leftOut),
    ...(cache && { cache }),
  };
}

async function fileEntry(one: Walked, memory: Memory): Promise<SourceEntry> {
  const { sha256, stat } = await memory.hash(one);
  return {
    path: one.path,
    kind: 'file',
    mode: stat.mode & 0o100n ? 0o755 : 0o644,
    size: Number(stat.size),
    mtimeSeconds: seconds(stat),
    sha256,
  };
}

function otherEntry({ path, kind, stat, linkname }: Walked): SourceEntry {
  const mode = kind === 'directory' ? 0o755 : 0o777;
  return { path, kind, mode, size: 0, mtimeSeconds: seconds(stat), ...(linkname !== undefined && { linkname }) };
}

const seconds = (stat: FileStat): number => Number(stat.mtimeNs / 1_000_000_000n);

/**
 * The stat cache in use: what was known, what is known now, and what reading the difference cost.
 */
interface Memory {
  readonly records: ReadonlyMap<string, StatRecord>;
  hash(one: Walked): Promise<{ readonly sha256: string; readonly stat: FileStat }>;
  worthSaving(): boolean;
}

function remember(cache: StatCache | undefined, hashFile: HashFile): Memory {
  const records = new Map<string, StatRecord>();
  const reread = { files: 0, bytes: 0, changed: false };
  return {
    records,
    async hash({ path, stat }) {
      const known = cache?.records.get(path);
      const same = known !== undefined && sameFile(known, stat);
      if (same && cache !== undefined && hadSettled(known, cache.takenNs)) {
        records.set(path, known);
        return { sha256: known.sha256, stat };
      }
      const hashed = await hashFile(path);
      const { dev, ino, size, mtimeNs, ctimeNs } = hashed.stat;
      records.set(path, { path, dev, ino, size, mtimeNs, ctimeNs, sha256: hashed.sha256 });
      reread.files += 1;
      reread.bytes += Number(size);
      reread.changed ||= known === undefined || !sameFile(known, hashed.stat) || known.sha256 !== hashed.sha256;
      return hashed;
    },
    worthSaving: () =>
      reread.changed ||
      records.size !== (cache?.records.size ?? 0) ||
      reread.files >= WORTH_SAVING.files ||
      reread.bytes >= WORTH_SAVING.bytes,
  };
}

/** Checks both times: users cannot set ctime, but not every file system keeps a reliable one. */
function hadSettled(record: StatRecord, takenNs: bigint): boolean {
  return record.mtimeNs < takenNs - TICK_NS && record.ctimeNs < takenNs - TICK_NS;
}
