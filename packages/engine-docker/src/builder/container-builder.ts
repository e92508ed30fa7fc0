/**
 * The builder in a container: makes it ready, and reports what happened to it when it no longer
 * responds.
 */
import {
  type BuilderContainerSpec,
  type BuilderEvent,
  type ObservedContainer,
  pause,
  SmolfaasError,
} from '@smolfaas/core';
import { layoutLedger } from './bases/ledger.js';
import { offerBases } from './bases/offer-bases.js';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import type { BuilderContext, HeldBuilder } from './builder-context.js';
import { clearTransfers } from './container/clear-transfers.js';
import { ensureContainer } from './container/ensure-container.js';
import { daemonBuilder } from './daemon-builder.js';

/** @throws builder-failed, builder-image-missing, foreign-object, engine-* */
export async function containerBuilder(
  asked: BuilderContainerSpec,
  context: BuilderContext,
  observed: ObservedContainer | undefined,
  onEvent: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<HeldBuilder> {
  const { engine, images, logins } = context;
  const spec = { ...asked, reach: await context.reach(asked.reach, signal) };
  const container = await ensureContainer(engine, spec, observed, onEvent, signal);
  await clearTransfers(engine, container, signal);
  const { client, id, name } = container;
  const daemon = {
    client,
    endpoint: `container ${name}`,
    volume: spec.volume,
    fetcher: 'builder' as const,
    logins,
    lost: (fn: string) => stopped(engine, fn, id, name),
  };
  const bases = offerBases({ images, ledger: layoutLedger(engine, container) });
  const who = { kind: 'container', name, privileges: container.privileges } as const;
  const builder = daemonBuilder(who, daemon, images, bases.offer);
  const close = () => {
    client.close();
    bases.close();
  };
  return { builder, close };
}

/** A daemon's connection breaks before the engine notices that its container exited. */
const NOTICED_MS = 3_000;
const BETWEEN_LOOKS_MS = 100;

/**
 * Why the daemon no longer responds, as far as the engine knows. If the engine itself is gone, its
 * own error says so.
 */
async function stopped(engine: ContainerEngine, fn: string, id: string, name: string): Promise<SmolfaasError> {
  const signal = AbortSignal.timeout(10_000);
  const until = performance.now() + NOTICED_MS;
  let facts = await engine.inspect(id, signal);
  while (facts?.running === true && performance.now() < until) {
    await pause(BETWEEN_LOOKS_MS, signal);
    facts = await engine.inspect(id, signal);
  }
  const code = facts === undefined || facts.running ? {} : { exitCode: facts.exitCode };
  return new SmolfaasError('builder-stopped', { function: fn, name, oomKilled: facts?.oomKilled ?? false, ...code });
}
