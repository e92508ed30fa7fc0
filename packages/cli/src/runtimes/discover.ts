/**
 * From the plug-ins that oclif found to the runtimes that pipelines can use. No code of a plug-in
 * runs here. Everything is read from its package.json; its module is imported when a function needs
 * it.
 *
 * Invariants:
 *  1. A plug-in that cannot be used is reported with package and version. The others continue.
 *  2. One runtime for each id. A runtime that replaces a bundled one is marked (one-per-id.ts).
 *  3. Order: precedence (dockerfile 100, go 200, node 300, python 400, others 1000 unless they set
 *     one), then id.
 */
import { byPrecedence, type RuntimeManifest, type SmolfaasError } from '@smolfaas/core';
import type { DiscoveredRuntime } from './discovered-runtime.js';
import { identityOf, type RuntimePackage } from './identity.js';
import { brokenPackage, importRuntime } from './load.js';
import { parseManifests } from './manifest.js';
import { type RuntimeModules, runtimeModules } from './modules.js';
import { onePerId } from './one-per-id.js';

/** What discovery reads from an oclif plug-in. */
export interface PluginLike {
  readonly name: string;
  readonly version: string;
  readonly root: string;
  /** `core` for bundled plug-ins; `user` and `link` for added ones. */
  readonly type: string;
  /** Its package.json; the runtime manifest is the field `smolfaas`. */
  readonly pjson: object;
}

/** Usable runtimes in their order, and the errors of the rest. */
export interface Discovery {
  readonly runtimes: readonly DiscoveredRuntime[];
  readonly broken: readonly SmolfaasError<'runtime-broken'>[];
}

type Found = { readonly runtime: DiscoveredRuntime } | { readonly error: SmolfaasError<'runtime-broken'> };

/** @param modules imports the module of a runtime when a function needs it */
export function discoverRuntimes(
  plugins: Iterable<PluginLike>,
  modules: Pick<RuntimeModules, 'load'> = runtimeModules(),
): Discovery {
  const all = [...plugins].sort((a, b) => (a.name < b.name ? -1 : 1));
  const ours = bundledNames(all);
  const found = all.flatMap((plugin) => contributions(plugin, ours, modules));
  const errors = found.flatMap((item) => ('error' in item ? [item.error] : []));
  const { runtimes, duplicates } = onePerId(found.flatMap((item) => ('runtime' in item ? [item.runtime] : [])));
  return { runtimes: runtimes.toSorted(byPrecedence), broken: [...errors, ...duplicates] };
}

/**
 * Packages that the CLI itself includes.
 *
 * Gotcha: of two plug-ins with one package name, oclif keeps the added one and never shows the
 * other. So only the CLI's dependencies reveal that a bundled one exists.
 */
function bundledNames(plugins: readonly PluginLike[]): ReadonlySet<string> {
  const dependencies = ({ pjson }: PluginLike): object =>
    'dependencies' in pjson && typeof pjson.dependencies === 'object' ? (pjson.dependencies ?? {}) : {};
  return new Set(plugins.filter(({ type }) => type === 'core').flatMap((plugin) => Object.keys(dependencies(plugin))));
}

function contributions(
  plugin: PluginLike,
  ours: ReadonlySet<string>,
  modules: Pick<RuntimeModules, 'load'>,
): readonly Found[] {
  const source: RuntimePackage = { name: plugin.name, version: plugin.version, root: plugin.root };
  const contribution = 'smolfaas' in plugin.pjson ? plugin.pjson.smolfaas : undefined;
  const origin = originOf(plugin);
  const replaces = origin !== 'bundled' && ours.has(plugin.name) ? { replaces: plugin.name } : {};
  return (parseManifests(contribution) ?? []).map((parsed) =>
    'problem' in parsed
      ? { error: brokenPackage(source, parsed.id, 'manifest', parsed.problem) }
      : install(source, parsed.manifest, { origin, ...replaces }, modules),
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
  modules: Pick<RuntimeModules, 'load'>,
): Found {
  try {
    const identity = identityOf(source, manifest.module);
    return {
      runtime: {
        manifest,
        package: source.name,
        version: source.version,
        identity,
        load: () => importRuntime(source, manifest, identity, modules),
        root: source.root,
        ...from,
      },
    };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { error: brokenPackage(source, manifest.id, 'manifest', `its files cannot be read: ${message}`, cause) };
  }
}
