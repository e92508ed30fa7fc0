/**
 * Stage 2, detect: checks the project file's settings for a function against the installed
 * runtimes.
 *
 * Only manifests are read. `check` therefore finds a wrong name as `up` does, and no runtime's code
 * is loaded for it. A runtime receives no setting that it did not declare; otherwise a misspelt one
 * would silently do nothing.
 */
import { SmolfaasError } from '../../contract/errors.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { RuntimeManifest } from '../../contract/runtime.js';
import type { FunctionChoice } from '../../contract/settings.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { lastRuntime } from './last-runtime.js';

/** The runtime with this id. @throws runtime-not-installed */
export function namedRuntime(
  fn: string,
  id: string,
  {
    runtimes,
    missingRuntimes = [],
    lastGeneration,
  }: {
    readonly runtimes: readonly InstalledRuntime[];
    readonly missingRuntimes?: readonly string[];
    readonly lastGeneration?: () => GenerationRecord | undefined;
  },
): InstalledRuntime {
  const found = runtimes.find(({ manifest }) => manifest.id === id);
  if (found !== undefined) return found;
  const known = runtimes.map(({ manifest }) => manifest.id);
  const last = lastRuntime(lastGeneration?.(), runtimes);
  const name = last?.runtime === id ? last.package : undefined;
  const facts = { function: fn, runtime: id, known, missing: missingRuntimes };
  throw new SmolfaasError('runtime-not-installed', { ...facts, ...(name !== undefined && { package: name }) });
}

/**
 * Refuses settings that the runtime does not declare. A map where text is declared counts as
 * undeclared, and vice versa.
 * @throws unknown-setting, listing what the runtime declares
 */
export function refuseUnknownSettings(
  fn: string,
  { id, settings: texts = {}, maps = {} }: Pick<RuntimeManifest, 'id' | 'settings' | 'maps'>,
  choice: Partial<Pick<FunctionChoice, 'settings' | 'maps'>> = {},
): void {
  const names = [...undeclared(choice.settings, texts), ...undeclared(choice.maps, maps)];
  if (names.length === 0) return;
  const known = [
    ...Object.entries(texts).map(([name, about]) => ({ name, about })),
    ...Object.entries(maps).map(([name, about]) => ({ name: `${name}.<name>`, about })),
  ];
  throw new SmolfaasError('unknown-setting', { function: fn, runtime: id, names, known });
}

/**
 * Refuses shared directories for a runtime whose recipes would not place them.
 * @throws shared-unsupported, listing the runtimes that do
 */
export function refuseShared(
  fn: string,
  { id, shared }: Pick<RuntimeManifest, 'id' | 'shared'>,
  choice: Pick<FunctionChoice, 'shared'>,
  runtimes: readonly InstalledRuntime[],
): void {
  if (shared === true || (choice.shared ?? []).length === 0) return;
  const known = runtimes.filter(({ manifest }) => manifest.shared === true).map(({ manifest }) => manifest.id);
  throw new SmolfaasError('shared-unsupported', { function: fn, runtime: id, known });
}

const undeclared = (given: object = {}, declared: object): readonly string[] =>
  Object.keys(given).filter((name) => !Object.hasOwn(declared, name));

/** Functions that the project file names but that have no directory, sorted. */
export function functionsWithoutDirectory(
  chosen: ReadonlyMap<string, FunctionChoice>,
  candidates: readonly { readonly name: string }[],
): readonly string[] {
  const there = new Set(candidates.map(({ name }) => name));
  return [...chosen.keys()].filter((name) => !there.has(name)).sort();
}
