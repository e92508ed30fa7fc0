/**
 * The value of a project file, as the session uses it: the functions' choices go into the settings, the needed runtimes
 * are held against the loaded plug-ins (runtimes/missing.ts).
 */
import type { FunctionChoice } from '@smolfaas/core';

/** What the file says. */
export interface ProjectFile {
  readonly functions: ReadonlyMap<string, FunctionChoice>;
  /** Runtime packages that the project needs. */
  readonly runtimes: readonly NeededRuntime[];
  /** By host. */
  readonly registries: ReadonlyMap<string, RegistryChoice>;
  /** What users hear about where the file was found, when that may surprise them. */
  readonly note?: string;
}

export interface NeededRuntime {
  /** npm name of the package. */
  readonly name: string;
  /** Range of versions, as npm writes them; any version when there is none. */
  readonly range?: string;
  /** As it is written in the file, and as `smolfaas plugins install` takes it. */
  readonly spec: string;
}

/** What is said about one registry. */
export interface RegistryChoice {
  readonly mirrors?: readonly string[];
  readonly insecure?: boolean;
  /** Absolute path of a PEM file. */
  readonly ca?: string;
}

/** A project that has no file. */
export const NO_PROJECT_FILE: ProjectFile = { functions: new Map(), runtimes: [], registries: new Map() };
