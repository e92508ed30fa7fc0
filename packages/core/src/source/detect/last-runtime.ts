/**
 * Stage 2, detect: the package whose runtime last built a function, for the error message when that
 * runtime is no longer installed.
 *
 * Only packages from a registry are recorded. A linked package, or one in a workspace, cannot be
 * installed by its name.
 */
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { GenerationRecord } from '../../contract/state-store.js';

/** A runtime that built a function, and the package to install it from. */
export interface LastRuntime {
  readonly runtime: string;
  readonly package: string;
}

/**
 * The package's npm name; undefined when its identity is a hash of its files and not a published
 * version.
 */
export function publishedPackage({
  package: name,
  version,
  identity,
}: Pick<InstalledRuntime, 'package' | 'version' | 'identity'>): string | undefined {
  return identity === `${name}@${version}` ? name : undefined;
}

/** The runtime on record; undefined when there is no record, or when its package is installed. */
export function lastRuntime(
  record: GenerationRecord | undefined,
  installed: readonly InstalledRuntime[],
): LastRuntime | undefined {
  if (record?.runtimePackage === undefined) return undefined;
  const { runtime, runtimePackage: name } = record;
  return installed.some((one) => one.package === name) ? undefined : { runtime, package: name };
}
