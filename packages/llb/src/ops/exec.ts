/**
 * The exec op: run a process on a root filesystem with mounts; every writable bind mount is a
 * result.
 *
 * Numbering (BuildKit client/llb/exec.go, solver ops/exec.go):
 *   1. mounts are sorted by destination, so the root "/" is always first and the order in the
 *      recipe is irrelevant;
 *   2. the n-th mount that has an output (root included) is output n of the op, counted in that
 *      order;
 *   3. every other mount has output -1. A mount left at 0 would be a second output 0 and shift all
 *      others.
 * Gotcha: a step inherits no environment from its image, so it writes all it needs, PATH included.
 * LLB is made without querying a builder, so the image's config is unknown here. Bytes that
 * depended on it would differ between two hosts with different images of the same tag.
 */
import { clone, create } from '@bufbuild/protobuf';
import { byUtf8 } from '../canonical.js';
import { absolutePath, cleanPath } from '../checks.js';
import { LlbError } from '../errors.js';
import { ExecOpSchema, MetaSchema, MountType, NetMode, type Meta } from '../gen/pb/ops_pb.js';
import type { Filesystem, Output, Vertex } from '../vertex.js';
import { bindMount, type Mount, toPbMount } from './mounts.js';

/**
 * What a process may reach: its own network with outside access, none at all, or the builder's own
 * network (an entitlement).
 */
export type Network = 'sandbox' | 'none' | 'host';

const NETWORK: Readonly<Record<Network, NetMode>> = { sandbox: NetMode.UNSET, none: NetMode.NONE, host: NetMode.HOST };

/** Options of `state.run`. */
export interface RunOptions {
  /** The whole environment; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory, `/` by default. */
  readonly cwd?: string;
  /** `uid`, `uid:gid` or a name from the root's /etc/passwd; root by default. */
  readonly user?: string;
  /** What the process sees besides the root filesystem. */
  readonly mounts?: readonly Mount[];
  /** `sandbox` by default. */
  readonly network?: Network;
  /** Display name; the arguments by default. Not part of the digest. */
  readonly name?: string;
  /** Run even if cached. This also empties the step's cache mounts. */
  readonly ignoreCache?: boolean;
  /** The process's host name; if left out, the builder chooses one. */
  readonly hostname?: string;
  /**
   * Further lines for /etc/hosts: name to IP address. The addresses are not part of the cache key.
   */
  readonly extraHosts?: Readonly<Record<string, string>>;
}

/**
 * A vertex and, for each mount's destination, the number of its output (undefined: it has none).
 */
export interface ExecStep {
  readonly vertex: Vertex;
  readonly outputs: ReadonlyMap<string, number | undefined>;
}

/**
 * Checks and makes an exec. `args` are passed to the kernel unchanged; for a shell write
 * `['/bin/sh', '-c', …]`.
 * @throws LlbError `bad-option`, `bad-path`, `duplicate-mount`
 */
export function execStep(root: Filesystem, args: readonly string[], options: RunOptions): ExecStep {
  const step = options.name ?? (args.length === 0 ? 'exec' : args.join(' '));
  const meta = processMeta(args, options, step);
  const mounts = sortedMounts([bindMount('/', root), ...(options.mounts ?? [])], step);
  const outputs = numberOutputs(mounts);
  const network = NETWORK[options.network ?? 'sandbox'];
  const vertex: Vertex = {
    name: options.name,
    ignoreCache: options.ignoreCache ?? false,
    platform: root.output?.vertex.platform,
    caps: mounts.some(({ fields }) => fields.mountType === MountType.SSH) ? ['exec.mount.ssh'] : [],
    inputs: mounts.map((mount) => mount.from).filter((from): from is Output => from !== undefined),
    body: (at) => ({
      case: 'exec',
      value: create(ExecOpSchema, {
        meta: clone(MetaSchema, meta),
        network,
        mounts: mounts.map((mount) => toPbMount(mount, at.of(mount.from), outputs.get(mount.dest))),
      }),
    }),
  };
  return { vertex, outputs };
}

/** The process: everything that is not a filesystem. */
function processMeta(args: readonly string[], options: RunOptions, step: string): Meta {
  if (args[0] === undefined || args[0] === '') {
    throw new LlbError('bad-option', 'args must start with the program to run', { step });
  }
  if (args.some((arg) => arg.includes('\0'))) {
    throw new LlbError('bad-option', 'an argument cannot contain a NUL character', { step });
  }
  const extraHosts = Object.entries(options.extraHosts ?? {}).sort(([a], [b]) => byUtf8(a, b));
  return create(MetaSchema, {
    args: [...args],
    env: environment(options.env ?? {}, step),
    cwd: absolutePath(options.cwd ?? '/', 'cwd', step),
    user: options.user ?? '',
    hostname: options.hostname ?? '',
    extraHosts: extraHosts.map(([Host, IP]) => ({ Host, IP })),
  });
}

/**
 * `NAME=value` lines, sorted by name: the order has no meaning to a process but would change the
 * digest.
 */
function environment(env: Readonly<Record<string, string>>, step: string): string[] {
  const entries = Object.entries(env).sort(([a], [b]) => byUtf8(a, b));
  return entries.map(([name, value]) => {
    if (name === '' || /[=\0]/.test(name) || value.includes('\0')) {
      throw new LlbError('bad-option', `"${name}" cannot be an environment variable`, { step });
    }
    return `${name}=${value}`;
  });
}

/** The mounts with clean destinations, without duplicates, sorted. */
function sortedMounts(mounts: readonly Mount[], step: string): Mount[] {
  const seen = new Set<string>();
  const cleaned = mounts.map((mount) => ({ ...mount, dest: cleanPath(mount.dest, 'a mount destination', step) }));
  for (const { dest } of cleaned) {
    if (seen.has(dest)) {
      const taken = dest === '/' ? '"/" is the root filesystem itself' : `two mounts at "${dest}"`;
      throw new LlbError('duplicate-mount', `${taken}; give every mount a destination of its own`, { step });
    }
    seen.add(dest);
  }
  return cleaned.sort((a, b) => byUtf8(a.dest, b.dest));
}

/** Rules 2 and 3 of the header. */
function numberOutputs(mounts: readonly Mount[]): Map<string, number | undefined> {
  let next = 0;
  return new Map(mounts.map((mount) => [mount.dest, mount.hasOutput ? next++ : undefined]));
}
