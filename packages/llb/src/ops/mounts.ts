/**
 * The mounts of an exec: what it sees besides its root filesystem, and which of them become
 * results.
 *
 *   kind    contents from       written changes                     part of the cache key
 *   bind    another state       a result, or discarded, or refused  yes (without output by content)
 *   cache   the builder's disk  kept, by id, for later builds       no
 *   tmpfs   memory              discarded after the step            no
 *   secret  the client          none                                the id, never the value
 *   ssh     the client's agent  none                                the id
 *
 * A mount is plain data; exec.ts assigns its input index and its output number.
 */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { nonEmpty, PERMISSIONS, UINT32, wholeNumber } from '../checks.js';
import { CacheSharingOpt, MountSchema, MountType, type Mount as PbMount } from '../gen/pb/ops_pb.js';
import { type Filesystem, NONE, type Output } from '../vertex.js';

/** One mount of an exec. Made by the functions of this file. */
export interface Mount {
  /** Absolute path in the container. */
  readonly dest: string;
  /** The state that it shows; undefined for an empty one and for kinds without an input. */
  readonly from: Output | undefined;
  /** Whether what the step wrote becomes an output of the op. */
  readonly hasOutput: boolean;
  /** Everything else, as protobuf fields. */
  readonly fields: MessageInitShape<typeof MountSchema>;
}

/**
 * How concurrent steps use one cache: all at once, each with its own copy, or one after the other.
 */
export type CacheSharing = 'shared' | 'private' | 'locked';

const SHARING: Readonly<Record<CacheSharing, CacheSharingOpt>> = {
  shared: CacheSharingOpt.SHARED,
  private: CacheSharingOpt.PRIVATE,
  locked: CacheSharingOpt.LOCKED,
};

/** Options of {@link bindMount}. */
export interface BindOptions {
  /** Show only this path of the state, e.g. `/app/node_modules`. */
  readonly selector?: string;
  /** Refuse writes. */
  readonly readonly?: boolean;
  /** Allow writes and discard them after the step (for tools that write beside what they read). */
  readonly discard?: boolean;
}

/**
 * Shows another state at `dest`. Writable by default; the result is then `exec.mount(dest)`. On
 * `scratch()` the result is a layer that contains only what the step wrote.
 */
export function bindMount(dest: string, state: Filesystem, options: BindOptions = {}): Mount {
  const readonly = options.readonly ?? false;
  return {
    dest,
    from: state.output,
    hasOutput: !readonly && !(options.discard ?? false),
    fields: { mountType: MountType.BIND, readonly, selector: options.selector ?? '' },
  };
}

/**
 * A directory that outlives the build on the builder's disk. Ids are global for a builder, so
 * prefix them with your tool's name. Its contents never reach an image and may vanish at any time.
 * With an empty cache a step must still work, only slower.
 * @throws LlbError `bad-option` for an empty id
 */
export function cacheMount(dest: string, id: string, options: { readonly sharing?: CacheSharing } = {}): Mount {
  const cacheOpt = { ID: nonEmpty(id, 'the cache id', `mount ${dest}`), sharing: SHARING[options.sharing ?? 'shared'] };
  return { dest, from: undefined, hasOutput: false, fields: { mountType: MountType.CACHE, cacheOpt } };
}

/**
 * An empty directory in memory, at most `size` bytes (if left out: the builder's limit).
 * @throws LlbError `bad-option` for a size that is not a whole number
 */
export function tmpfsMount(dest: string, options: { readonly size?: number } = {}): Mount {
  const size = wholeNumber(options.size ?? 0, Number.MAX_SAFE_INTEGER, 'the size', `mount ${dest}`);
  const TmpfsOpt = { size: BigInt(size) };
  return { dest, from: undefined, hasOutput: false, fields: { mountType: MountType.TMPFS, TmpfsOpt } };
}

/** Options of {@link secretMount}. */
export interface SecretOptions {
  /** File mode, 0o400 by default. */
  readonly mode?: number;
  /** The file's owner, 0 by default. */
  readonly uid?: number;
  /** The file's group, 0 by default. */
  readonly gid?: number;
  /** If the client has no such secret, the step runs without the file. Otherwise the step fails. */
  readonly optional?: boolean;
}

/**
 * A file whose contents the client serves while the step runs. Neither the value nor its absence is
 * part of the cache key: a step that ran once stays cached when the secret changes.
 * @throws LlbError `bad-option` for an empty id, or a mode or owner out of range
 */
export function secretMount(dest: string, id: string, options: SecretOptions = {}): Mount {
  const { mode = 0o400, uid = 0, gid = 0, optional = false } = options;
  const step = `mount ${dest}`;
  const secretOpt = {
    ID: nonEmpty(id, 'the secret id', step),
    mode: wholeNumber(mode, PERMISSIONS, 'mode', step),
    uid: wholeNumber(uid, UINT32, 'uid', step),
    gid: wholeNumber(gid, UINT32, 'gid', step),
    optional,
  };
  const fields = { mountType: MountType.SECRET, secretOpt };
  return { dest, from: undefined, hasOutput: false, fields };
}

/** Options of {@link sshMount}. */
export interface SshOptions {
  /** Id of the agent, `default` by default. */
  readonly id?: string;
  /** Mode of the socket, 0o600 by default. */
  readonly mode?: number;
  /** The socket's owner, 0 by default. */
  readonly uid?: number;
  /** The socket's group, 0 by default. */
  readonly gid?: number;
  /**
   * If the client has no such agent, the step runs without the socket. Otherwise the step fails.
   */
  readonly optional?: boolean;
}

/**
 * A socket of an SSH agent on the client. A step finds it through its environment: set
 * `SSH_AUTH_SOCK` to `dest`. Keys stay in the agent, and none of it is part of the cache key.
 * @throws LlbError `bad-option` for an empty id, or a mode or owner out of range
 */
export function sshMount(dest: string, options: SshOptions = {}): Mount {
  const { id = 'default', mode = 0o600, uid = 0, gid = 0, optional = false } = options;
  const step = `mount ${dest}`;
  const SSHOpt = {
    ID: nonEmpty(id, 'the id of the SSH agent', step),
    mode: wholeNumber(mode, PERMISSIONS, 'mode', step),
    uid: wholeNumber(uid, UINT32, 'uid', step),
    gid: wholeNumber(gid, UINT32, 'gid', step),
    optional,
  };
  return { dest, from: undefined, hasOutput: false, fields: { mountType: MountType.SSH, SSHOpt } };
}

/**
 * A mount as protobuf, with its index among the op's inputs and outputs; `output` is undefined for
 * none.
 */
export function toPbMount(mount: Mount, input: bigint, output: number | undefined): PbMount {
  const { dest, fields } = mount;
  return create(MountSchema, { ...fields, dest, input, output: output === undefined ? NONE : BigInt(output) });
}
