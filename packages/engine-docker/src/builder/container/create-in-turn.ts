/**
 * Creates a builder container at the lowest privilege level that this host allows. It tries each
 * level in turn and keeps the first container whose daemon runs a build step. An event reports each
 * refused level, and why.
 */
import {
  type BuilderContainerSpec,
  type BuilderEvent,
  type BuilderPrivileges,
  isSmolfaasError,
  SmolfaasError,
} from '@smolfaas/core';
import { tar } from '@smolfaas/core/tar.js';
import type { ContainerEngine } from '@smolfaas/core/container-engine.js';
import { builderCreateBody, PRIVILEGES } from './create-body.js';
import { daemonFiles } from './daemon-config.js';
import { CONFIG_DIRECTORY } from './layout.js';
import { provideImage } from './provide-image.js';
import { tryStep } from './trial.js';
import { type RunningDaemon, whenReady } from './when-ready.js';

/**
 * @throws builder-failed when no level works, builder-image-missing when no level has an image,
 *   foreign-object, engine-*
 */
export async function createInTurn(
  engine: ContainerEngine,
  spec: BuilderContainerSpec,
  onEvent: (event: BuilderEvent) => void,
  signal: AbortSignal,
): Promise<RunningDaemon> {
  const failures: SmolfaasError[] = [];
  const ways = PRIVILEGES.filter((one) => one !== 'rootless' || spec.rootlessImage !== undefined);
  for (const privileges of ways) {
    try {
      const running = await create(engine, spec, privileges, signal);
      onEvent({ phase: 'started', name: spec.name, privileges });
      return running;
    } catch (error) {
      signal.throwIfAborted();
      const failure = refusal(error);
      failures.push(failure);
      onEvent({ phase: 'refused', name: spec.name, privileges, why: wordsOf(failure) });
    }
  }
  throw worst(spec.name, failures);
}

/**
 * Returns a failure of this level, so that the next one is tried. Any other error (a taken name, an
 * engine that is gone) ends the attempt as a whole.
 */
function refusal(error: unknown): SmolfaasError {
  for (const code of ['builder-failed', 'builder-image-missing', 'engine-error'] as const) {
    if (isSmolfaasError(error, code)) return error;
  }
  throw error;
}

/** The image is the likeliest cause. If it is present, the error reports all levels together. */
function worst(name: string, failures: readonly SmolfaasError[]): SmolfaasError {
  const last = failures.at(-1);
  if (isSmolfaasError(last, 'builder-image-missing')) return last;
  const log = last !== undefined && isSmolfaasError(last, 'builder-failed') ? last.facts.log : [];
  return new SmolfaasError('builder-failed', { name, message: told(failures), log }, { cause: last });
}

const told = (failures: readonly SmolfaasError[]): string => failures.map(wordsOf).join('; ');

function wordsOf(error: SmolfaasError): string {
  if (isSmolfaasError(error, 'builder-image-missing'))
    return `no image ${error.facts.reference}: ${error.facts.message}`;
  if (isSmolfaasError(error, 'builder-failed') || isSmolfaasError(error, 'engine-error')) return error.facts.message;
  return error.message;
}

async function create(
  engine: ContainerEngine,
  spec: BuilderContainerSpec,
  privileges: BuilderPrivileges,
  signal: AbortSignal,
): Promise<RunningDaemon> {
  const body = builderCreateBody(spec, privileges);
  await provideImage(engine, body.Image, spec, signal);
  const id = await engine.create(spec.name, body, signal);
  let running: RunningDaemon | undefined;
  try {
    await engine.putArchive(id, CONFIG_DIRECTORY, tar(daemonFiles(spec, privileges)), signal);
    await engine.start(id, signal);
    running = await whenReady(engine, { id, name: spec.name, privileges }, signal);
    const refused = await tryStep(await running.client.get(signal), id, signal);
    if (refused === undefined) return running;
    throw new SmolfaasError('builder-failed', { name: spec.name, message: refused, log: [] });
  } catch (error) {
    running?.client.close();
    await engine.remove(id, 0, AbortSignal.timeout(20_000));
    throw error;
  }
}
