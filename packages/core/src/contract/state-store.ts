/**
 * StateStore: what is remembered between runs, and the lock that keeps two runs apart.
 * State is memory, not truth: deleted or stale, it is rebuilt from the labels of what runs.
 */
import type { ErrorCode } from './errors.js';
import type { Project } from './labels.js';

/** The last good generation of a function. Times are milliseconds since 1970. */
export interface GenerationRecord {
  readonly function: string;
  readonly generation: number;
  readonly runtime: string;
  /** npm name of the package that the runtime came from; undefined when it is not a published one. */
  readonly runtimePackage?: string;
  readonly contentHash: string;
  readonly recipeKey: string;
  /**
   * The recipe key in the labels of its image and containers, where that is another one: a new version of a runtime gives the same
   * recipe under another key (docs/decisions/0053).
   */
  readonly labelKey?: string;
  /** SHA-256 of what the recipe says about the image; undefined when adopted from a running container. */
  readonly recipeDigest?: string;
  /** What a lock file pinned the images of its build to, by reference; undefined in records of earlier versions. */
  readonly pins?: Readonly<Record<string, string>>;
  readonly imageId: string;
  readonly specHash: string;
  readonly builtAt: number;
  /** How many containers serve it. */
  readonly instances: number;
  /** How its containers stood when they were ready, by instance; empty in records of earlier versions. */
  readonly ready: readonly ReadyRecord[];
}

/** The process of an instance that was ready: a crash counts when it came after this one started. */
export interface ReadyRecord {
  /** From 1. */
  readonly instance: number;
  readonly containerId: string;
  /** How often the engine had started the container again by then. */
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
  /** A few words on one line, such as `build step "npm ci" failed`. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly rejectedAt: number;
}

/** What a file looked like when its hash was taken. Equality of all numbers is the only use of them. */
export interface StatRecord {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly sha256: string;
}

/** A file's remembered stats by path, for one function, and when they were taken (nanoseconds since 1970). */
export interface StatCache {
  readonly takenNs: bigint;
  readonly records: ReadonlyMap<string, StatRecord>;
}

/** An open database. */
export interface StateStore {
  /** The project that this database belongs to; undefined when it is new. */
  project(): Project | undefined;
  /** Remembers the project. */
  saveProject(project: Project): void;
  /** Functions with their newest good generation, sorted by name. */
  generations(): readonly GenerationRecord[];
  /** Good generations of all functions, former ones too as far as they are remembered; of each function the newest first. */
  history(): readonly GenerationRecord[];
  /** Becomes the function's newest good generation. */
  record(generation: GenerationRecord): void;
  /** Rejected versions, sorted by function; at most one for each, and it may have no generation. */
  rejections(): readonly RejectionRecord[];
  /** Becomes the function's rejected version, in place of an earlier one. */
  reject(rejection: RejectionRecord): void;
  /** Forgets the function's rejected version, if there is one. */
  liftRejection(fn: string): void;
  /** Forgets the function, its generations, its rejected version and its stat cache. */
  forget(fn: string): void;
  /** What the files of a function looked like when they were hashed last. */
  statCache(fn: string): StatCache | undefined;
  /** Replaces the stat cache of a function. */
  saveStatCache(fn: string, cache: StatCache): void;
  /** All that `writes` writes becomes durable at once, or nothing of it: to wait for the disk a hundred times takes half a second. */
  together(writes: () => void): void;
  /** Closes the database. */
  close(): void;
}

/** Who holds the lock. */
export interface LockHolder {
  readonly pid: number;
  readonly verb: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** A lock that is held. */
export interface Lock {
  /** Lets the next run go on. */
  release(): void;
}

/** Opens what lies beside the functions directory. Implemented with SQLite. */
export interface StateAccess {
  /**
   * Opens the database for writing, makes or migrates it if need be. A corrupt one is set aside and `setAside` is its new path.
   * @throws state-unwritable, state-newer, disk-full
   */
  open(path: string): { readonly store: StateStore; readonly setAside?: string };
  /** For `check`: changes nothing. Undefined when there is no database that could be read as it is. @throws state-unwritable, state-newer */
  openReadonly(path: string): StateStore | undefined;
  /** Whether there is a database, or a lock's file; creates nothing. */
  exists(path: string): boolean;
  /**
   * Waits at most `waitMs`. The kernel frees the lock when its holder dies.
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
  /** Who holds the lock right now; never blocks. */
  holder(path: string): LockHolder | undefined;
  /** Removes database, lock, their side files, and the damaged ones that were set aside. */
  remove(path: string): void;
}
