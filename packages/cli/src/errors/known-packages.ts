/**
 * Which package has the runtime for a language, for suggestions only. It names only packages of
 * this repository, since anyone could claim a name that is not published yet. A test compares the
 * list with examples/runtimes.
 */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['deno', '@smolfaas/runtime-deno'],
  ['static', '@smolfaas/runtime-static'],
]);

/** Undefined when no package is known for this runtime. */
export const knownPackage = (runtime: string): string | undefined => PACKAGES.get(runtime);
