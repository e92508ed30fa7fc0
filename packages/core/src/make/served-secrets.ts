/**
 * Stage 9, make: which of the bytes that a build serves as secrets must never be printed.
 *
 * Certificates are public and left out. Of a package manager's settings, only passwords and tokens
 * are secret. So settings are marked, and the code that hides values can look for those instead of
 * hiding every line.
 */
import type { ServedSecret } from '../contract/pipeline.js';
import type { SecretSource } from '../contract/runtime.js';
import { TRUST } from '../desired/trust.js';
import { CERTIFICATES } from './host-settings.js';

/**
 * Pure.
 * @param served all secrets of the bound build, by id
 * @param sources what the recipe declared about them
 */
export function servedSecrets(
  served: Readonly<Record<string, Uint8Array>>,
  sources: Readonly<Record<string, SecretSource>> = {},
): readonly ServedSecret[] {
  return Object.entries(served).flatMap(([id, value]): ServedSecret[] => {
    const source = sources[id];
    const isPublic = id === TRUST.id || source?.host === CERTIFICATES;
    return isPublic ? [] : [{ value, kind: isSettings(source) ? 'settings' : 'value' }];
  });
}

/**
 * Whether this is a settings file: the host's, or a file of the function that may contain
 * variables, as those do. Values that the user named by `env` or `path` are served unchanged,
 * whatever else the source says.
 */
function isSettings({ host, variables, env, path }: SecretSource = {}): boolean {
  return (host !== undefined || variables === true) && env === undefined && path === undefined;
}
