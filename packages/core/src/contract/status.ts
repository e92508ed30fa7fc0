/**
 * Status of functions: what `ps` reports. It describes what runs, and reads no source, so it says
 * nothing about changes that `up` would make; that is what `check` is for.
 */
import type { Coded } from './coded.js';
import type { Condition, RouterCondition } from './condition.js';
import type { SmolfaasError } from './errors.js';
import type { Rejection, Silence } from './findings.js';
import type { CrashFacts } from './notices.js';

/** The facts of the last error. */
export interface LastErrorFacts {
  /** `line`: the last line that the process wrote. */
  crashed: CrashFacts & { readonly line?: string };
  'does-not-answer': { readonly why: Silence; readonly seconds: number };
  /** The last `up` could not put the source of that time into service. */
  'source-rejected': Rejection;
  /** The directory cannot be a function. */
  'source-unusable': { readonly error: SmolfaasError };
}

/** The last error of a function, if one is known. */
export type LastError = Coded<LastErrorFacts>;

/** Memory of all running containers of a function together. */
export interface MemoryStatus {
  /** Absent when the engine cannot measure it. */
  readonly usedBytes?: number;
  /** Absent without a limit. */
  readonly limitBytes?: number;
}

/** One function. */
export interface FunctionStatus {
  readonly function: string;
  readonly condition: Condition;
  /** Of the last process that ended; absent while it runs. */
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** Id of the runtime that built it. */
  readonly runtime?: string;
  /** Of the version that runs: generation, and SHA-256 of its source. */
  readonly generation?: number;
  readonly contentHash?: string;
  /** How many of its containers run. */
  readonly instances: number;
  /** When its oldest running process began, in milliseconds since 1970. */
  readonly startedAt?: number;
  /** How often the engine has restarted its containers. */
  readonly restarts: number;
  readonly memory?: MemoryStatus;
  /** Absent when it was never deployed. */
  readonly url?: string;
  readonly lastError?: LastError;
  /** Its directory no longer exists. */
  readonly directoryGone?: true;
}

/** Result of `ps`. */
export interface StatusOutcome {
  /** Sorted by name. */
  readonly functions: readonly FunctionStatus[];
  readonly router: RouterCondition;
  /** Another run is making changes right now. */
  readonly runInProgress?: { readonly pid: number; readonly verb: string };
}

/** What happened to one function since the sample before. */
export interface FunctionActivity {
  /** CPU time per time, in percent of one core. Absent until two samples have measured it. */
  readonly cpuPercent?: number;
  /** Absent when the router's log has no access lines. */
  readonly requestsPerSecond?: number;
  /** 95 % of the requests took at most this many milliseconds. Absent without requests. */
  readonly p95Ms?: number;
}

/** One sample of `ps --watch`. */
export interface StatusSample extends StatusOutcome {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly activity: ReadonlyMap<string, FunctionActivity>;
}
