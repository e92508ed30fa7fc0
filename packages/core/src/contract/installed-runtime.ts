/**
 * A runtime as found on this machine: its manifest, its package, and how to load it when needed.
 * The CLI creates these values from the plug-ins that oclif loaded. A test or another host may
 * create them in any other way.
 */
import type { RuntimeHandler, RuntimeManifest } from './runtime.js';

/** A runtime installed on this machine. */
export interface InstalledRuntime {
  readonly manifest: RuntimeManifest;
  /** npm name and version of the package that provides it. */
  readonly package: string;
  readonly version: string;
  /** Part of the recipe key: `package@version`, or a hash of the files of a linked package. */
  readonly identity: string;
  /** Imports the module. @throws runtime-broken, with package, version and what failed */
  load(): Promise<RuntimeHandler>;
}
