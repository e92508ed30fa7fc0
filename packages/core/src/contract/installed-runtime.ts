/**
 * A runtime as it was found on this machine: its manifest, where it came from, and how to load it when it is needed.
 * The CLI makes these from the plug-ins that oclif loaded; a test or another host may make them in any other way.
 */
import type { RuntimeHandler, RuntimeManifest } from './runtime.js';

/** A runtime that this machine has. */
export interface InstalledRuntime {
  readonly manifest: RuntimeManifest;
  /** npm name and version of the package that contributes it. */
  readonly package: string;
  readonly version: string;
  /** Enters the recipe key: `package@version`, or a hash of the files of a linked package. */
  readonly identity: string;
  /** Imports the module. @throws runtime-broken, naming package, version and what went wrong */
  load(): Promise<RuntimeHandler>;
}
