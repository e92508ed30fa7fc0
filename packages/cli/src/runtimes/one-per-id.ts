/**
 * Chooses one of several packages with the same runtime id. A user who installs or links a package
 * has decided, so it wins over the bundled one. It is marked, and every run reports it
 * (notices.ts): a changed image must not be the first sign that `node` is not the bundled runtime.
 *
 * | first by name        | further              | result                                          |
 * |----------------------|----------------------|-------------------------------------------------|
 * | installed or linked  | bundled              | the first, marked as replacing the bundled one  |
 * | installed or linked  | installed or linked  | the first; the other is reported                |
 */
import type { SmolfaasError } from '@smolfaas/core';
import type { DiscoveredRuntime } from './discovered-runtime.js';
import { brokenPackage } from './load.js';

/** Pure. `duplicates` name the packages that were left out and are not bundled. */
export interface OnePerId {
  readonly runtimes: readonly DiscoveredRuntime[];
  readonly duplicates: readonly SmolfaasError<'runtime-broken'>[];
}

export function onePerId(found: readonly DiscoveredRuntime[]): OnePerId {
  const byId = new Map<string, DiscoveredRuntime>();
  const duplicates: SmolfaasError<'runtime-broken'>[] = [];
  for (const runtime of found.toSorted(addedFirst)) {
    const { id } = runtime.manifest;
    const first = byId.get(id);
    if (first === undefined) byId.set(id, runtime);
    else if (runtime.origin === 'bundled')
      byId.set(id, { ...first, replaces: `${runtime.package}@${runtime.version}` });
    else duplicates.push(duplicate(runtime, first));
  }
  return { runtimes: [...byId.values()], duplicates };
}

/**
 * Added packages before bundled ones, then by name. By code units, so that the order is the same in
 * every locale.
 */
function addedFirst(a: DiscoveredRuntime, b: DiscoveredRuntime): number {
  const byOrigin = Number(a.origin === 'bundled') - Number(b.origin === 'bundled');
  return byOrigin || (a.package < b.package ? -1 : Number(a.package > b.package));
}

function duplicate(second: DiscoveredRuntime, first: DiscoveredRuntime): SmolfaasError<'runtime-broken'> {
  const source = { name: second.package, version: second.version, root: second.root };
  const message = `its id is taken by ${first.package}@${first.version}, which stays in use`;
  return brokenPackage(source, second.manifest.id, 'discovery', message);
}
