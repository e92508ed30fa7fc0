/**
 * Inspection: everything that SmolFaaS knows about one function (`inspect`).
 *
 * Invariant: no value of a variable and no secret is part of it, only names.
 */
import type { RouterCondition } from './condition.js';
import type { Rejection } from './findings.js';
import type { Labels } from './labels.js';
import type { ContainerState } from './observed.js';
import type { FunctionStatus } from './status.js';

/** One version of a function, from its record. */
export interface InspectedVersion {
  readonly generation: number;
  /** SHA-256 of its source. */
  readonly contentHash: string;
  readonly imageId: string;
  /** Milliseconds since 1970. */
  readonly builtAt: number;
}

/** One container of the function. */
export interface InspectedContainer {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  readonly exitCode?: number;
  readonly generation: number;
  /** From 1. */
  readonly instance: number;
  /** Whether it is of the version that serves. */
  readonly serves: boolean;
  readonly imageId: string;
  readonly networks: readonly string[];
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly cpuShares?: number;
  readonly restarts?: number;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly labels: Labels;
}

/** One setting as it applies. */
export interface InspectedSetting {
  readonly name: string;
  /** For variables and maps, their names only. */
  readonly value: string | number | boolean | readonly string[];
  /** `run`: flag, environment or default of the run. */
  readonly source: 'project-file' | 'run' | 'runtime' | 'default';
}

/** Result of `inspect`. */
export interface InspectOutcome {
  readonly status: FunctionStatus;
  /** Absolute path; absent when it no longer exists. */
  readonly directory?: string;
  readonly router: RouterCondition;
  /** Where the router leads; absent without a route or a router that answers. */
  readonly upstream?: string;
  /** The image of the version that is recorded; absent when it was never built or is gone. */
  readonly image?: {
    readonly id: string;
    readonly tags: readonly string[];
    /** `name@sha256:…`, for an image that a registry knows. */
    readonly digests: readonly string[];
    readonly bytes?: number;
  };
  readonly runtimePackage?: string;
  /** Digests that the lock file pinned the images of its build to, by reference. */
  readonly pins?: Readonly<Record<string, string>>;
  readonly settings: readonly InspectedSetting[];
  readonly containers: readonly InspectedContainer[];
  /** Good versions, the newest first, as far as they are recorded. */
  readonly versions: readonly InspectedVersion[];
  /** A later source that `up` could not put into service. */
  readonly rejection?: Rejection & { readonly contentHash: string };
}
