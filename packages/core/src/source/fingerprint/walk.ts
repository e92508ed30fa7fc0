/**
 * Stage 3, fingerprint, second half of the rules: one walk over a function's directory gives the
 * one list that is hashed and sent.
 *
 * Invariants:
 *  1. The list is ordered per path component, by raw bytes, each directory before its content.
 *     BuildKit expects files in this order, and it is the same on every host.
 *  2. The walk follows no link and opens no special file. A link is its text; a named pipe would
 *     block its reader forever.
 *  3. Anything that cannot be listed, named or sent stops the function. BuildKit would send an
 *     unreadable file as an empty one.
 *
 * Gotchas: names are read as bytes, because a name need not be text. The calls are synchronous, in
 * time slices.
 */
import { type BigIntStats, lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { SmolfaasError } from '../../contract/errors.js';
import type { SourceLimits } from '../../contract/settings.js';
import { errnoOf } from '../errno.js';
import { type FileStat, fileStat } from './hash-file.js';
import type { IgnoreRules } from '../ignore/ignore.js';
import { quoteName } from '../quote-name.js';
import { refuseTooMany } from './source-limits.js';
import type { TimeSlice } from './time-slice.js';

/** An entry of the source, as `lstat` saw it. */
export interface Walked {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly stat: FileStat;
  readonly linkname?: string;
}

/** A directory or file outside of the function's directory that is part of its source. */
export interface WalkRoot {
  /** Absolute path. */
  readonly dir: string;
  readonly kind: 'directory' | 'file';
  /** Its path in the list: `../lib`. */
  readonly at: string;
  /** Rules for paths below it. */
  readonly rules: IgnoreRules;
}

export interface Walk {
  readonly entries: readonly Walked[];
  /** Paths left out because they look like secrets. */
  readonly leftOut: readonly string[];
}

/** What is the same for all directories of one walk. */
interface Walker {
  readonly fn: string;
  readonly dir: string;
  /** What precedes its paths in the list; empty for the function itself. */
  readonly at: string;
  readonly rules: IgnoreRules;
  readonly slice: TimeSlice;
  readonly limits: SourceLimits;
  readonly entries: Walked[];
  readonly leftOut: string[];
}

/** For callers that only list. */
const UNLIMITED: SourceLimits = { bytes: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY };

/** Newlines, escape sequences and other control characters, which break build tools and logs. */
const CONTROL = /\p{Cc}/u;

/**
 * Lists the source of a function: what is in its directory, then what it shares.
 * @param fn name of the function, for errors
 * @param shared sorted by `at`
 * @throws source-special-file, source-unreadable, source-bad-name, source-changed, source-too-large
 */
export async function walk(
  fn: string,
  dir: string,
  rules: IgnoreRules,
  slice: TimeSlice,
  limits: SourceLimits = UNLIMITED,
  shared: readonly WalkRoot[] = [],
): Promise<Walk> {
  const walker: Walker = { fn, dir, at: '', rules, slice, limits, entries: [], leftOut: [] };
  await walkDirectory(walker, '');
  for (const root of shared) await walkRoot({ ...walker, ...root }, root);
  return walker;
}

/** Gotcha: `stat`, not `lstat`: a shared directory may be a link, and what it leads to is sent. */
async function walkRoot(walker: Walker, { dir, kind, at }: WalkRoot): Promise<void> {
  try {
    walker.entries.push({ path: at, kind, stat: fileStat(statSync(dir, { bigint: true })) });
  } catch (cause) {
    throw unreadable(walker, '', cause);
  }
  if (kind === 'directory') await walkDirectory(walker, '');
}

async function walkDirectory(walker: Walker, path: string): Promise<void> {
  for (const name of listNames(walker, path)) {
    await walker.slice.breathe();
    const child = path === '' ? name.toString('utf8') : `${path}/${name.toString('utf8')}`;
    const verdict = walker.rules.judge(child);
    if (verdict === 'env') walker.leftOut.push(shown(walker, child));
    if (verdict === 'env' || verdict === 'never') continue;
    if (verdict === 'ignored' && !walker.rules.mayReinclude(child)) continue;
    if (verdict === 'in') checkName(walker, path, name);
    await visit(walker, child, verdict === 'in');
  }
}

/**
 * Names in byte order. If a directory has disappeared since it was listed, the source is changing.
 */
function listNames(walker: Walker, path: string): Buffer[] {
  try {
    return readdirSync(absolute(walker, path), 'buffer').sort((a, b) => a.compare(b));
  } catch (cause) {
    throw unreadable(walker, path, cause);
  }
}

/**
 * Adds an entry, and walks a directory. Keeps an ignored directory only if an exception brought
 * back something below it.
 */
async function visit(walker: Walker, path: string, included: boolean): Promise<void> {
  const entry = look(walker, path, included);
  if (entry === undefined) return;
  const before = walker.entries.push(entry);
  refuseTooMany(walker.fn, walker.entries, walker.limits);
  if (entry.kind !== 'directory') return;
  await walkDirectory(walker, path);
  if (!included && walker.entries.length === before) walker.entries.pop();
}

/**
 * Undefined when the entry is gone (the tree without it is just as valid), or when it is ignored
 * and not a directory.
 */
function look(walker: Walker, path: string, included: boolean): Walked | undefined {
  try {
    const seen = lstatSync(absolute(walker, path), { bigint: true });
    const stat = fileStat(seen);
    const listed = shown(walker, path);
    if (seen.isDirectory()) return { path: listed, kind: 'directory', stat };
    if (!included) return undefined;
    if (seen.isFile()) return { path: listed, kind: 'file', stat };
    if (seen.isSymbolicLink()) return { path: listed, kind: 'symlink', stat, linkname: linkText(walker, path) };
    throw new SmolfaasError('source-special-file', { function: walker.fn, path: listed, kind: specialKind(seen) });
  } catch (error) {
    if (error instanceof SmolfaasError) throw error;
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw unreadable(walker, path, error);
  }
}

function linkText(walker: Walker, path: string): string {
  const text = readlinkSync(absolute(walker, path), 'buffer');
  if (isUtf8(text)) return text.toString('utf8');
  throw new SmolfaasError('source-bad-name', {
    function: walker.fn,
    path: `${shown(walker, path)} -> ${quoteName(text)}`,
  });
}

/** Paths reach BuildKit as protobuf strings, which must be UTF-8. */
function checkName(walker: Walker, parent: string, name: Buffer): void {
  if (isUtf8(name) && !CONTROL.test(name.toString('utf8'))) return;
  const path = shown(walker, (parent === '' ? '' : `${parent}/`) + quoteName(name));
  throw new SmolfaasError('source-bad-name', { function: walker.fn, path });
}

function specialKind(stat: BigIntStats): string {
  if (stat.isFIFO()) return 'named pipe';
  if (stat.isSocket()) return 'socket';
  return stat.isBlockDevice() || stat.isCharacterDevice() ? 'device' : 'special file';
}

function unreadable(walker: Walker, path: string, cause: unknown): SmolfaasError {
  const errno = errnoOf(cause);
  const listed = shown(walker, quoteName(path)) || '.';
  if (errno === 'ENOENT' && listed !== '.') {
    return new SmolfaasError('source-changed', { function: walker.fn, path: listed }, { cause });
  }
  return new SmolfaasError('source-unreadable', { function: walker.fn, path: listed, errno }, { cause });
}

/** The path as the list and errors have it. */
function shown({ at }: Walker, path: string): string {
  if (at === '') return path;
  return path === '' ? at : `${at}/${path}`;
}

const absolute = (walker: Walker, path: string): string => (path === '' ? walker.dir : `${walker.dir}/${path}`);
