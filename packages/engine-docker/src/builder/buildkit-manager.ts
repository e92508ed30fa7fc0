/**
 * BuildKitManager: which builder builds, and is it ready?
 *
 *   engine      the BuildKit inside the engine; nothing to make ready
 *   container   a daemon in a container of ours
 *   auto        the engine's, or a container where the engine answers that it has none (Podman: 404)
 */
import { type BuildKitTarget, isBuildKitError } from '@smolfaas/buildkit';
import { type Builder, type BuilderSpec, type BuildKitManager, SmolfaasError } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import { buildFailure } from './build-failure.js';
import { engineBuilder } from './engine-builder.js';
import { sharedClient } from './shared-client.js';
import type { Daemon } from './solve.js';

/** A manager without the pure part, which needs nothing of this room; it holds connections. */
export interface BuilderAccess extends Pick<BuildKitManager, 'ensure'> {
  close(): void;
}

/** @param endpoint the engine's address in words, for errors */
export function builderAccess(target: BuildKitTarget, endpoint: string, logins: RegistryLogins): BuilderAccess {
  const engine: Daemon = { client: sharedClient(target), endpoint, fetcher: 'engine', logins };
  return {
    async ensure(spec, _observed, _onEvent, signal) {
      if (spec.kind === 'engine' || (spec.kind === 'auto' && (await hasBuildKit(engine, signal)))) {
        return engineBuilder(engine);
      }
      return daemonBuilder(spec);
    },
    close: () => engine.client.close(),
  };
}

/** Any other failure is one: an engine that is gone is not an engine without BuildKit. */
async function hasBuildKit(engine: Daemon, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.client.get(signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (isBuildKitError(error, 'no-buildkit')) return false;
    throw buildFailure(error, { function: '', ...engine });
  }
}

function daemonBuilder(spec: BuilderSpec): Builder {
  const name = 'container' in spec ? spec.container.name : spec.kind;
  throw new SmolfaasError('builder-failed', { name, message: 'this builder is not there yet', log: [] });
}
