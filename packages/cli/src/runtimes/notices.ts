/**
 * What users must know about their plug-ins before anything is built: which cannot be used, and
 * which replace a bundled runtime. Shown on every run, since a replacement changes the images of
 * all functions of that kind.
 */
import { describe } from '../errors/describe.js';
import type { Discovery } from './discover.js';
import type { DiscoveredRuntime } from './discovered-runtime.js';

/** One line each, without a full stop; shown as warnings. */
export function notices({ runtimes, broken }: Discovery): readonly string[] {
  return [...runtimes.flatMap(replacement), ...broken.map((error) => describe(error).message)];
}

function replacement(runtime: DiscoveredRuntime): readonly string[] {
  const { manifest, origin, package: name, version, replaces } = runtime;
  if (replaces === undefined) return [];
  return [
    `runtime ${manifest.id} is ${name}@${version} (${origin}) in place of the bundled ${replaces}; ` +
      `to undo: smolfaas plugins uninstall ${name}`,
  ];
}
