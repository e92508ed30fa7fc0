/**
 * Which package has the runtime for a language, for advice only. Only packages of this repository are named: a name that nobody
 * has published could be taken by anybody. A test holds the list against examples/runtimes.
 */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['deno', '@smolfaas/runtime-deno'],
  ['static', '@smolfaas/runtime-static'],
]);

/** Undefined where nobody is known to have published one. */
export const knownPackage = (runtime: string): string | undefined => PACKAGES.get(runtime);
