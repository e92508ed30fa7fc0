/**
 * What builds take from this host: its certificates, its proxies, and the user's settings that
 * runtimes declare (registries, mirrors, tokens). They reach install steps as secrets, so they
 * appear neither in images nor in cache keys.
 */
import type { HostSettings, RuntimeManifest } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { caBundle } from './ca-bundle.js';
import { hostFound } from './host-found.js';
import { proxySettings } from './proxies.js';
import { registryCertificates } from './registry-certificates.js';
import type { SourcedText } from './values.js';

/**
 * @param manifests of the runtimes that are installed here
 * @param caFile the value of --ca-file, and what has set it
 * @throws bad-flag when an existing file cannot be used
 */
export function hostSettings(
  environment: Environment,
  manifests: readonly RuntimeManifest[],
  caFile?: SourcedText,
): HostSettings {
  const { env, cwd } = environment;
  const proxy = proxySettings(environment);
  const registries = registryCertificates(environment);
  return {
    ca: caBundle({ env, cwd, caFile }),
    found: hostFound(manifests, environment),
    ...(proxy && { proxy }),
    ...(registries && { registries }),
    variables: env,
  };
}
