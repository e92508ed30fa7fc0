/**
 * From the plug-ins that oclif found to the runtimes that pipelines can use. No code of a plug-in runs here: everything comes
 * from its package.json, and its module is imported when a function needs it.
 *
 * What must stay true:
 *  1. A plug-in that cannot be used is named with package and version, and the others go on.
 *  2. One runtime for each id; one that takes the place of a bundled runtime is marked (one-per-id.ts).
 *  3. Order: precedence (dockerfile 100, go 200, node 300, python 400, others 1000 unless they say), then id.
 */
import { byPrecedence, type RuntimeManifest, type SmolfaasError } from '@smolfaas/core';
import type { DiscoveredRuntime } from './discovered-runtime.js';
import { identityOf, type RuntimePackage } from './identity.js';
import { broken, loadHandler } from './load.js';
import { parseManifests } from './manifest.js';
import { onePerId } from './one-per-id.js';

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
  readonly runtimes: readonly DiscoveredRuntime[];
  readonly broken: readonly SmolfaasError<'runtime-broken'>[];
}

type Found = { readonly runtime: DiscoveredRuntime } | { readonly error: SmolfaasError<'runtime-broken'> };

export function discoverRuntimes(plugins: Iterable<PluginLike>): Discovery {
  const all = [...plugins].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ours = bundledNames(all);
  const found = all.flatMap((plugin) => contributions(plugin, ours));
  const errors = found.flatMap((item) => ('error' in item ? [item.error] : []));
  const { runtimes, duplicates } = onePerId(found.flatMap((item) => ('runtime' in item ? [item.runtime] : [])));
  return { runtimes: runtimes.toSorted(byPrecedence), broken: [...errors, ...duplicates] };
}

/**
 * Packages that the CLI itself brings. Of two plug-ins with one package name oclif keeps the one that was added and never
 * shows the other, so only the dependencies of the CLI tell that a bundled one was there.
 */
function bundledNames(plugins: readonly PluginLike[]): ReadonlySet<string> {
  const dependencies = ({ pjson }: PluginLike): object =>
    'dependencies' in pjson && typeof pjson.dependencies === 'object' ? (pjson.dependencies ?? {}) : {};
  return new Set(plugins.filter(({ type }) => type === 'core').flatMap((plugin) => Object.keys(dependencies(plugin))));
}

function contributions(plugin: PluginLike, ours: ReadonlySet<string>): readonly Found[] {
  const source: RuntimePackage = { name: plugin.name, version: plugin.version, root: plugin.root };
  const contribution = 'smolfaas' in plugin.pjson ? plugin.pjson.smolfaas : undefined;
  const origin = originOf(plugin);
  const replaces = origin !== 'bundled' && ours.has(plugin.name) ? { replaces: plugin.name } : {};
  return (parseManifests(contribution) ?? []).map((parsed) =>
    'problem' in parsed
      ? { error: broken(source, parsed.id, 'manifest', parsed.problem) }
      : install(source, parsed.manifest, { origin, ...replaces }),
  );
}

function originOf({ type }: PluginLike): DiscoveredRuntime['origin'] {
  if (type === 'core') return 'bundled';
  return type === 'link' ? 'linked' : 'installed';
}

function install(
  source: RuntimePackage,
  manifest: RuntimeManifest,
  from: Pick<DiscoveredRuntime, 'origin' | 'replaces'>,
): Found {
  try {
    return {
      runtime: {
        manifest,
        package: source.name,
        version: source.version,
        identity: identityOf(source, manifest.module),
        load: () => loadHandler(source, manifest),
        root: source.root,
        ...from,
      },
    };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { error: broken(source, manifest.id, 'manifest', `its files cannot be read: ${message}`, cause) };
  }
}
