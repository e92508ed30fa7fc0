/**
 * BuildKitManager: selects the builder, and makes it ready.
 *
 *   engine      the BuildKit inside the engine; always ready
 *   container   a daemon in a container that SmolFaaS runs (container/)
 *   address     a daemon that the user runs
 *   auto        the engine's, or a container if the engine has no BuildKit (Podman: 404)
 */
import { isBuildKitError } from '@smolfaas/buildkit';
import type { BuilderEvent, BuildKitManager, ObservedContainer } from '@smolfaas/core';
import { addressBuilder } from './address-builder.js';
import { buildFailure } from './build-failure.js';
import { builderCache } from './builder-cache.js';
import type { BuilderContext, HeldBuilder } from './builder-context.js';
import { privilegesOf } from './container/ensure-container.js';
import { whenReady } from './container/when-ready.js';
import { containerBuilder } from './container-builder.js';
import { engineBuilder } from './engine-builder.js';
import { type OutsideSpec, outsideOf } from './outside-of.js';
import { sharedClient } from './shared-client.js';
import type { Daemon } from './solve.js';

/**
 * The manager without its pure methods, which need nothing of this folder. It holds connections.
 */
export interface BuilderAccess extends Pick<BuildKitManager, 'ensure' | 'cacheOf'> {
  close(): void;
}

/** Dials nothing before a caller requests a builder. */
export function builderAccess(context: BuilderContext): BuilderAccess {
  const { target, endpoint, logins } = context;
  const engine: Daemon = { client: sharedClient(target), endpoint, fetcher: 'engine', logins };
  const held: Pick<HeldBuilder, 'close'>[] = [engine.client];
  /** A session that stays open requests one for every run; connections to former ones are closed. */
  let outsideBuilder: HeldBuilder | undefined;
  return {
    async ensure(spec, observed, onEvent, signal) {
      const outside = await outsideOf(spec, () => hasBuildKit(engine, signal));
      if (outside === undefined) return engineBuilder(engine);
      outsideBuilder?.close();
      outsideBuilder = undefined;
      outsideBuilder = await elsewhere(outside, context, observed, onEvent, signal);
      return outsideBuilder.builder;
    },
    async cacheOf({ id, name, labels }, signal) {
      const container = { id, name, privileges: privilegesOf(labels) ?? 'privileged' };
      const { client } = await whenReady(context.engine, container, signal);
      held.push(client);
      return builderCache(client, `container ${name}`);
    },
    close() {
      outsideBuilder?.close();
      held.splice(0).forEach((one) => one.close());
    },
  };
}

function elsewhere(
  spec: OutsideSpec,
  context: BuilderContext,
  observed: ObservedContainer | undefined,
  onEvent: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<HeldBuilder> {
  if (spec.kind === 'address') return addressBuilder(spec, context, signal);
  return containerBuilder(spec.container, context, observed, onEvent, signal);
}

/**
 * Whether the engine has BuildKit. Any other failure is thrown: an engine that is gone is not an
 * engine without BuildKit.
 */
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
