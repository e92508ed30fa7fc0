/**
 * Stage 2, detect: the package whose runtime built a function last, for the message when that runtime is gone.
 *
 * Only packages that a registry has are remembered: one that is linked, or lies in a workspace, cannot be installed by its name.
 */
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { GenerationRecord } from '../../contract/state-store.js';

/** A runtime that built a function, and the package to install it from. */
export interface LastRuntime {
  readonly runtime: string;
  readonly package: string;
}

/** The package's npm name; undefined where the runtime's files are its identity, and not a published version. */
export function publishedPackage({
  package: name,
  version,
  identity,
}: Pick<InstalledRuntime, 'package' | 'version' | 'identity'>): string | undefined {
  return identity === `${name}@${version}` ? name : undefined;
}

/** Undefined where nothing is on record, or the package is installed. */
export function lastRuntime(
  record: GenerationRecord | undefined,
  installed: readonly InstalledRuntime[],
): LastRuntime | undefined {
  if (record?.runtimePackage === undefined) return undefined;
  const { runtime, runtimePackage: name } = record;
  return installed.some((one) => one.package === name) ? undefined : { runtime, package: name };
}
