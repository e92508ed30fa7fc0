/**
 * The value of a project file, as the session uses it. Its project-level values and the functions'
 * choices become part of the settings; the needed runtimes are compared with the loaded plug-ins
 * (runtimes/missing.ts).
 */
import type { FunctionChoice } from '@smolfaas/core';

/** The content of the file. */
export interface ProjectFile {
  /** Absolute path; undefined for a project without a file. */
  readonly path: string | undefined;
  /** Project-level values, by the flag that also sets them. */
  readonly values: ReadonlyMap<string, FileValue>;
  /** Base images, by key. */
  readonly bases: Readonly<Record<string, string>>;
  readonly functions: ReadonlyMap<string, FunctionChoice>;
  /** Runtime packages that the project needs. */
  readonly runtimes: readonly NeededRuntime[];
  /** By host. */
  readonly registries: ReadonlyMap<string, RegistryChoice>;
  /** A note about where the file was found, when users may not expect it there. */
  readonly note?: string;
  /** Why a part of the file is not used, see lenient.ts. */
  readonly warning?: string;
}

/** A project-level value. */
export interface FileValue {
  /** Paths are absolute. */
  readonly value: string | number | boolean | readonly string[];
  /** Its place, for errors: `/p/smolfaas.yaml:3:12: http_port`. */
  readonly source: string;
}

export interface NeededRuntime {
  /** npm name of the package. */
  readonly name: string;
  /** Range of versions in npm's notation; any version without one. */
  readonly range?: string;
  /** As written in the file, and as `smolfaas plugins install` takes it. */
  readonly spec: string;
}

/** Settings of one registry. */
export interface RegistryChoice {
  readonly mirrors?: readonly string[];
  readonly insecure?: boolean;
  /** Absolute path of a PEM file. */
  readonly ca?: string;
}

/** The value for a project without a file. */
export const NO_PROJECT_FILE: ProjectFile = {
  path: undefined,
  values: new Map(),
  bases: {},
  functions: new Map(),
  runtimes: [],
  registries: new Map(),
};
