/**
 * BuildKitManager: stage 8, solve, on the BuildKit inside Docker Engine.
 *
 * One build is: take the shared connection, send the solve, tell its progress, give the image's id. The image is in the engine
 * when the solve ends, under all its tags at once; a build that fails leaves the tags where they were.
 *
 * What would surprise: the daemon asks for a login in the middle of a build, and passes on a failure of ours in words of its own.
 * So the first one is kept here, and thrown instead of its echo.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import type { BuildEvent, BuildKitManager, BuildRequest, BuiltImage } from '@smolfaas/core';
import { SmolfaasError } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import { buildFailure } from './build-failure.js';
import { sharedClient, type SharedClient } from './shared-client.js';
import { solveBuild } from './solve-build.js';

/** A manager that holds a connection. */
export interface ClosableBuilder extends BuildKitManager {
  close(): void;
}

/** @param endpoint the engine's address in words, for errors */
export function buildKitManager(target: BuildKitTarget, endpoint: string, logins: RegistryLogins): ClosableBuilder {
  const client = sharedClient(target);
  return {
    build: (request, onEvent, signal) => build({ client, endpoint, logins }, request, onEvent, signal),
    close: () => client.close(),
  };
}

/** Whom a build goes to, and with which logins. */
interface Daemon {
  readonly client: SharedClient;
  readonly endpoint: string;
  readonly logins: RegistryLogins;
}

async function build(
  { client: shared, endpoint, logins }: Daemon,
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<BuiltImage> {
  let loginFailure: unknown;
  const login = (host: string) =>
    logins.login(host).catch((error: unknown) => {
      loginFailure ??= error;
      throw error;
    });
  try {
    const client = await shared.get(signal);
    const { imageId: id, steps } = await solveBuild(client, request, { login, signal }, onEvent);
    if (id === undefined) {
      const message = 'the build ended without an image';
      throw new SmolfaasError('build-failed', { function: request.function, message });
    }
    return { id, steps: steps.length, cached: steps.filter((step) => step.cached).length };
  } catch (error) {
    signal.throwIfAborted();
    throw loginFailure ?? buildFailure(error, { function: request.function, endpoint, logins });
  }
}
