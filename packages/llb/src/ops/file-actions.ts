/**
 * What a file op can do: copy, mkfile, mkdir, rm, as plain data that file.ts chains into one op.
 *
 * The builder itself handles the files: no process runs, so the image needs no shell and no tools.
 * Gotchas:
 *   1. For `mode` and `timestamp`, protobuf's omitted 0 is a real and harmful value (chmod 000, the
 *      year 1970). So "keep" is an explicit -1 on the wire (BuildKit
 *      solver/llbsolver/file/backend.go).
 *   2. Copy has no include and exclude patterns: BuildKit 0.8 silently ignores them and copies
 *      everything. Filter in the local source instead.
 */
import { create } from '@bufbuild/protobuf';
import {
  type ChownOpt,
  ChownOptSchema,
  type FileAction as PbFileAction,
  FileActionCopySchema,
  FileActionMkDirSchema,
  FileActionMkFileSchema,
  FileActionRmSchema,
} from '../gen/pb/ops_pb.js';
import { absolutePath, PERMISSIONS, UINT32, wholeNumber } from '../checks.js';
import { LlbError } from '../errors.js';
import { type Filesystem, NONE, type Output } from '../vertex.js';

/** One action of a file op. Made by the functions of this file. */
export interface FileAction {
  /** For messages, e.g. `copy /a to /b`. */
  readonly label: string;
  /** The tree that a copy reads; undefined for the others. */
  readonly from: Output | undefined;
  /** Checks the options and writes the action as protobuf; the step's name is for messages. */
  readonly action: (step: string) => PbFileAction['action'];
}

/**
 * Nanoseconds since 1970, or `keep`. `keep` means the source's times for a copy and the time of the
 * build for a new file.
 */
export type Timestamp = bigint | 'keep';

/**
 * A timestamp for results that must not depend on the time of the build: 1970-01-01, a valid value
 * on the wire.
 */
export const EPOCH = 0n;

/** Numeric owner. Without `gid` the builder also uses the uid as the group. */
export interface Owner {
  /** User id. */
  readonly uid: number;
  /** Group id. */
  readonly gid?: number;
}

/** Options of {@link copy}. All switches are off by default. */
export interface CopyOptions {
  /** Left out: keeps the source's owner. */
  readonly owner?: Owner;
  /** Permission bits for everything that is copied; left out: keeps the source's. */
  readonly mode?: number;
  /** `keep` by default. */
  readonly timestamp?: Timestamp;
  /** Follow `src` where it is a symlink. */
  readonly followSymlink?: boolean;
  /** Copy the contents of `src` instead of `src` itself. */
  readonly dirCopyContents?: boolean;
  /** Create `dest`'s missing parents. */
  readonly createDestPath?: boolean;
  /** `src` is a pattern. */
  readonly allowWildcard?: boolean;
  /** Accept a pattern that matches nothing. */
  readonly allowEmptyWildcard?: boolean;
  /** Unpack `src` where it is a tar archive (as Dockerfile's ADD does). */
  readonly unpack?: boolean;
}

/**
 * Copies `src` of another state to `dest`. End `dest` with `/` where it must be a directory.
 * `state.file` checks the paths, owner and mode.
 * @throws LlbError `scratch-result` for a copy out of scratch
 */
export function copy(from: Filesystem, src: string, dest: string, options: CopyOptions = {}): FileAction {
  const label = `copy ${src} to ${dest}`;
  const action = (step: string): PbFileAction['action'] => ({
    case: 'copy',
    value: create(FileActionCopySchema, {
      src: absolutePath(src, "a copy's source", step),
      dest: absolutePath(dest, "a copy's destination", step),
      mode: options.mode === undefined ? -1 : wholeNumber(options.mode, PERMISSIONS, 'mode', step),
      timestamp: wireTime(options.timestamp),
      followSymlink: options.followSymlink ?? false,
      dirCopyContents: options.dirCopyContents ?? false,
      createDestPath: options.createDestPath ?? false,
      allowWildcard: options.allowWildcard ?? false,
      allowEmptyWildcard: options.allowEmptyWildcard ?? false,
      attemptUnpackDockerCompatibility: options.unpack ?? false,
      ...withOwner(options.owner, step),
    }),
  });
  if (from.output === undefined) {
    throw new LlbError('scratch-result', 'the source of a copy is scratch, which holds nothing', { step: label });
  }
  return { label, from: from.output, action };
}

/** Options of {@link mkfile}. */
export interface MkfileOptions {
  /** 0o644 by default; the builder masks it to 0o777. */
  readonly mode?: number;
  /** Root by default. */
  readonly owner?: Owner;
  /** The time of the build by default. */
  readonly timestamp?: Timestamp;
}

/** Writes a file. Its data is part of the definition (and of every request), so keep it small. */
export function mkfile(path: string, data: string | Uint8Array, options: MkfileOptions = {}): FileAction {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();
  const action = (step: string): PbFileAction['action'] => ({
    case: 'mkfile',
    value: create(FileActionMkFileSchema, {
      path: absolutePath(path, "a new file's path", step),
      mode: wholeNumber(options.mode ?? 0o644, PERMISSIONS, 'mode', step),
      data: bytes,
      timestamp: wireTime(options.timestamp),
      ...withOwner(options.owner, step),
    }),
  });
  return { label: `mkfile ${path}`, from: undefined, action };
}

/** Options of {@link mkdir}. */
export interface MkdirOptions {
  /** 0o755 by default; the builder masks it to 0o777. */
  readonly mode?: number;
  /** Make missing parents, and accept that the directory exists. */
  readonly makeParents?: boolean;
  /** Root by default. */
  readonly owner?: Owner;
  /** The time of the build by default. */
  readonly timestamp?: Timestamp;
}

/** Makes a directory. */
export function mkdir(path: string, options: MkdirOptions = {}): FileAction {
  const action = (step: string): PbFileAction['action'] => ({
    case: 'mkdir',
    value: create(FileActionMkDirSchema, {
      path: absolutePath(path, "a new directory's path", step),
      mode: wholeNumber(options.mode ?? 0o755, PERMISSIONS, 'mode', step),
      makeParents: options.makeParents ?? false,
      timestamp: wireTime(options.timestamp),
      ...withOwner(options.owner, step),
    }),
  });
  return { label: `mkdir ${path}`, from: undefined, action };
}

/** Options of {@link rm}. */
export interface RmOptions {
  /** Accept a path that does not exist. */
  readonly allowNotFound?: boolean;
  /** `path` is a pattern. */
  readonly allowWildcard?: boolean;
}

/** Removes a file, or a directory with everything in it. The bytes remain in the layer below. */
export function rm(path: string, options: RmOptions = {}): FileAction {
  const action = (step: string): PbFileAction['action'] => ({
    case: 'rm',
    value: create(FileActionRmSchema, {
      path: absolutePath(path, 'a path to remove', step),
      allowNotFound: options.allowNotFound ?? false,
      allowWildcard: options.allowWildcard ?? false,
    }),
  });
  return { label: `rm ${path}`, from: undefined, action };
}

function wireTime(timestamp: Timestamp | undefined): bigint {
  return timestamp === undefined || timestamp === 'keep' ? NONE : timestamp;
}

/** An owner as a field, absent without an owner: the builder then changes nothing. */
function withOwner(owner: Owner | undefined, step: string): { owner?: ChownOpt } {
  if (owner === undefined) return {};
  const id = (n: number) => ({ user: { case: 'byID' as const, value: wholeNumber(n, UINT32, 'an owner id', step) } });
  const group = owner.gid === undefined ? {} : { group: id(owner.gid) };
  return { owner: create(ChownOptSchema, { user: id(owner.uid), ...group }) };
}
