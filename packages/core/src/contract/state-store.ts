/**
 * StateStore: what SmolFaaS records between runs, and the lock that keeps two runs apart.
 * Recorded state is a memory, not the truth: if it is deleted or stale, it is rebuilt from the
 * labels of running containers.
 */
import type { ErrorCode } from './errors.js';
import type { Project, RecordedProject } from './labels.js';
import type { RejectionReason } from './rejections.js';
import type { NamesAndPorts } from './settings.js';

/** The last good generation of a function. Times are milliseconds since 1970. */
export interface GenerationRecord {
  readonly function: string;
  readonly generation: number;
  readonly runtime: string;
  /**
   * npm name of the package that provides the runtime; undefined when the package is not a
   * published one.
   */
  readonly runtimePackage?: string;
  readonly contentHash: string;
  readonly recipeKey: string;
  /**
   * The recipe key in the labels of its image and containers, if it differs: a new version of a
   * runtime produces the same recipe under another key (docs/decisions/0053).
   */
  readonly labelKey?: string;
  /**
   * SHA-256 of what the recipe states about the image; undefined when adopted from a running
   * container.
   */
  readonly recipeDigest?: string;
  /**
   * Digests or ids that a lock file pinned the images of its build to, by reference; undefined in
   * records of earlier versions.
   */
  readonly pins?: Readonly<Record<string, string>>;
  readonly imageId: string;
  readonly specHash: string;
  readonly builtAt: number;
  /** How many containers serve it. */
  readonly instances: number;
  /**
   * State of its containers when they became ready, by instance; empty in records of earlier
   * versions.
   */
  readonly ready: readonly ReadyRecord[];
}

/**
 * The process of an instance that was ready. A crash counts only if it happened after this process
 * started.
 */
export interface ReadyRecord {
  /** From 1. */
  readonly instance: number;
  readonly containerId: string;
  /** How often the engine had restarted the container by then. */
  readonly restarts: number;
  /** When that process started: milliseconds since 1970, by the engine's clock. */
  readonly startedAt: number;
}

/** A version of a function that `up` could not put into service because of its source. */
export interface RejectionRecord {
  readonly function: string;
  readonly contentHash: string;
  readonly recipeKey: string;
  readonly code: ErrorCode;
  readonly reason: RejectionReason;
  /** Milliseconds since 1970. */
  readonly rejectedAt: number;
  /** Digest of the settings of the container that failed; absent if they cannot be the cause. */
  readonly settings?: string;
}

/** The stat of a file when its hash was computed. The numbers are only compared for equality. */
export interface StatRecord {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly sha256: string;
}

/**
 * Remembered stats of one function's files, by path, and when they were taken (nanoseconds since
 * 1970).
 */
export interface StatCache {
  readonly takenNs: bigint;
  readonly records: ReadonlyMap<string, StatRecord>;
}

/** An open database. */
export interface StateStore {
  /** The project that this database belongs to; undefined for a new database. */
  project(): RecordedProject | undefined;
  /** Records the project, with the path of this database. */
  saveProject(project: Project): void;
  /** Names and ports that SmolFaaS chose for the project; those that users gave are absent. */
  chosen(): Partial<NamesAndPorts>;
  /** Records chosen names and ports; those that are absent here stay recorded. */
  saveChosen(chosen: Partial<NamesAndPorts>): void;
  /** The newest good generation of each function, sorted by function name. */
  generations(): readonly GenerationRecord[];
  /**
   * Good generations of all functions, including former ones as far as they are recorded; the
   * newest of each function first.
   */
  history(): readonly GenerationRecord[];
  /** Records this as the function's newest good generation. */
  record(generation: GenerationRecord): void;
  /**
   * Rejected versions, sorted by function; at most one per function. The function may have no
   * generation.
   */
  rejections(): readonly RejectionRecord[];
  /** Records this as the function's rejected version, and replaces an earlier one. */
  reject(rejection: RejectionRecord): void;
  /** Deletes the function's rejected version, if there is one. */
  liftRejection(fn: string): void;
  /**
   * Deletes all records of the function: its generations, its rejected version and its stat cache.
   */
  forget(fn: string): void;
  /** The stat cache of a function's files from when they were last hashed. */
  statCache(fn: string): StatCache | undefined;
  /** Replaces the stat cache of a function. */
  saveStatCache(fn: string, cache: StatCache): void;
  /**
   * Makes everything that `writes` writes durable at once, or none of it. Waiting for the disk a
   * hundred times takes half a second.
   */
  together(writes: () => void): void;
  /**
   * The random key of this project's digests of secrets, of at least 32 bytes; undefined before
   * `saveSecretKey`.
   */
  secretKey(): Uint8Array | undefined;
  /** Stores the key; a later one replaces it. */
  saveSecretKey(key: Uint8Array): void;
  /** Closes the database. */
  close(): void;
}

/** The run that holds the lock. */
export interface LockHolder {
  readonly pid: number;
  readonly verb: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A held lock. */
export interface Lock {
  /** Allows the next run to proceed. */
  release(): void;
}

/** Opens the database and lock beside the functions directory. Implemented with SQLite. */
export interface StateAccess {
  /**
   * Opens the database for writing; creates or migrates it if necessary. Sets a corrupt one aside;
   * `setAside` is then its new path.
   * @throws state-unwritable, state-newer, disk-full
   */
  open(path: string): { readonly store: StateStore; readonly setAside?: string };
  /**
   * For `check`: changes nothing. Undefined when there is no database that can be read as it is.
   * @throws state-unwritable, state-newer
   */
  openReadonly(path: string): StateStore | undefined;
  /** Whether a database or lock file exists; creates nothing. */
  exists(path: string): boolean;
  /**
   * Waits at most `waitMs` milliseconds for the lock. The kernel releases the lock when its holder
   * dies.
   * @param onWait called once, with the holder, when the wait is long enough to be noticed
   * @throws locked, state-unwritable, disk-full; the signal's reason
   */
  lock(
    path: string,
    verb: string,
    waitMs: number,
    signal: AbortSignal,
    onWait?: (holder: LockHolder) => void,
  ): Promise<Lock>;
  /** The current holder of the lock; never blocks. */
  holder(path: string): LockHolder | undefined;
  /**
   * Removes the database, the lock, their side files, and damaged databases that were set aside.
   */
  remove(path: string): void;
}
