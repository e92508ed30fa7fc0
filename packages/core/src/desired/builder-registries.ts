/**
 * Stage 4, desired: what a builder of ours is told about registries. Pure.
 *
 * Two sources: the project file, and the certificates that lie where Docker looks for them. For one registry both count: the authorities of
 * both are trusted; of anything else the project file's word is taken.
 */
import type { Registries, RegistrySettings } from '../contract/registries.js';
import type { Settings } from '../contract/settings.js';

/** Sorted by host, so that equal settings give an equal builder. */
export function builderRegistries({ registries, host }: Pick<Settings, 'registries' | 'host'>): Registries {
  const found = host.registries ?? {};
  const names = [...new Set([...Object.keys(found), ...Object.keys(registries)])].toSorted();
  return Object.fromEntries(names.map((name) => [name, merged(found[name], registries[name])]));
}

function merged(found: RegistrySettings = {}, chosen: RegistrySettings = {}): RegistrySettings {
  const ca = [found.ca, chosen.ca].filter((pem) => pem !== undefined);
  return { ...found, ...chosen, ...(ca.length > 0 && { ca: ca.map((pem) => `${pem.trim()}\n`).join('') }) };
}
