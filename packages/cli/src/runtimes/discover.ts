/**
 * From the plug-ins that oclif found to the runtimes that pipelines can use. No code of a plug-in runs here: everything comes
 * from its package.json, and its module is imported when a function needs it.
 *
 * What must stay true:
 *  1. A plug-in that cannot be used is named with package and version, and the others go on.
 *  2. Of two packages with one id the bundled one wins, so that nobody takes over `node` by being installed.
 *  3. Order: precedence (dockerfile 100, go 200, node 300, python 400, others 1000 unless they say), then id.
 */
import { byPrecedence, type InstalledRuntime, type RuntimeManifest, type SmolfaasError } from '@smolfaas/core';
import { identityOf, type RuntimePackage } from './identity.js';
import { broken, loadHandler } from './load.js';
import { parseManifests } from './manifest.js';

/** What discovery reads of an oclif plug-in. */
export interface PluginLike {
  readonly name: string;
  readonly version: string;
  readonly root: string;
  /** `core` for bundled ones; `user` and `link` for those that were added. */
  readonly type: string;
  /** Its package.json; our manifest is the field `smolfaas`. */
  readonly pjson: object;
}

/** Usable runtimes in their order, and what is wrong with the rest. */
export interface Discovery {
  readonly runtimes: readonly InstalledRuntime[];
  readonly broken: readonly SmolfaasError<'runtime-broken'>[];
}

type Found = { readonly runtime: InstalledRuntime } | { readonly error: SmolfaasError<'runtime-broken'> };

export function discoverRuntimes(plugins: Iterable<PluginLike>): Discovery {
  const found = [...plugins].sort(bundledFirst).flatMap(contributions);
  const errors = found.flatMap((item) => ('error' in item ? [item.error] : []));
  const byId = new Map<string, InstalledRuntime>();
  for (const item of found) {
    if (!('runtime' in item)) continue;
    const { runtime } = item;
    const first = byId.get(runtime.manifest.id);
    if (first === undefined) byId.set(runtime.manifest.id, runtime);
    else errors.push(duplicate(runtime, first));
  }
  return { runtimes: [...byId.values()].sort(byPrecedence), broken: errors };
}

function bundledFirst(a: PluginLike, b: PluginLike): number {
  return Number(b.type === 'core') - Number(a.type === 'core') || compareText(a.name, b.name);
}

function contributions(plugin: PluginLike): readonly Found[] {
  const source: RuntimePackage = { name: plugin.name, version: plugin.version, root: plugin.root };
  const contribution = 'smolfaas' in plugin.pjson ? plugin.pjson.smolfaas : undefined;
  return (parseManifests(contribution) ?? []).map((parsed) =>
    'problem' in parsed
      ? { error: broken(source, parsed.id, 'manifest', parsed.problem) }
      : install(source, parsed.manifest),
  );
}

function install(source: RuntimePackage, manifest: RuntimeManifest): Found {
  try {
    return {
      runtime: {
        manifest,
        package: source.name,
        version: source.version,
        identity: identityOf(source, manifest.module),
        load: () => loadHandler(source, manifest),
      },
    };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { error: broken(source, manifest.id, 'manifest', `its files cannot be read: ${message}`, cause) };
  }
}

function duplicate(second: InstalledRuntime, first: InstalledRuntime): SmolfaasError<'runtime-broken'> {
  const source = { name: second.package, version: second.version, root: '' };
  const message = `its id is taken by ${first.package}@${first.version}, which stays in use`;
  return broken(source, second.manifest.id, 'discovery', message);
}

/** By code units, so that the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
