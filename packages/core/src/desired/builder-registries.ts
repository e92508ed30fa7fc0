/**
 * Stage 4, desired: the registry settings of a builder created by SmolFaaS. Pure.
 *
 * They have two sources: the project file, and the certificates in Docker's directories. For one
 * registry both count: authorities of both are trusted. For any other setting the project file
 * wins.
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
