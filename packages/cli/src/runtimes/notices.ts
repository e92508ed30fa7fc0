/**
 * What users must hear about their plug-ins before anything is built: those that cannot be used, and those that took the
 * place of a bundled runtime. Said on every run, since a replacement changes what every function of that kind becomes.
 */
import { describe } from '../errors/describe.js';
import type { Discovery } from './discover.js';
import type { DiscoveredRuntime } from './discovered-runtime.js';

/** One line each, without a full stop; they are shown as warnings. */
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
