/**
 * One solve of a build, with the parts shared by every daemon: connection, logins, and translated
 * errors.
 *
 * Gotcha: the daemon requests a login in the middle of a build, and rewords a failure of that
 * request. So this file keeps the first login failure and throws it instead of the daemon's
 * version.
 */
import { isBuildKitError, type SolveRequest, type SolveResult } from '@smolfaas/buildkit';
import type { BuildEvent, ImageFetcher } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import { buildFailure } from './build-failure.js';
import type { SharedClient } from './shared-client.js';
import { type Destination, solveBuild } from './solve-build.js';
import type { BuildOnBase } from './solve-request.js';

/** The daemon that receives a build, and the logins it may use. */
export interface Daemon {
  readonly client: SharedClient;
  /** Its address, for error messages. */
  readonly endpoint: string;
  /** The volume with its cache, if SmolFaaS created it. */
  readonly volume?: string;
  /** The component whose trust and network count for base images. */
  readonly fetcher: ImageFetcher;
  readonly logins: RegistryLogins;
  /**
   * Returns the error to throw when it does not, or no longer, respond. Without it, the engine's
   * errors apply.
   */
  readonly lost?: (fn: string, error: Error) => Promise<unknown>;
}

/** @throws SmolfaasError as Builder.build; the signal's reason when it is aborted */
export async function solveOnDaemon(
  { client: shared, lost, ...daemon }: Daemon,
  build: BuildOnBase,
  destination: Destination,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal,
): Promise<SolveResult> {
  let loginFailure: unknown;
  const { logins } = daemon;
  const login: SolveRequest['login'] = (host) =>
    logins.login(host).catch((error: unknown) => {
      loginFailure ??= error;
      throw error;
    });
  try {
    return await solveBuild(await shared.get(signal), build, { login, signal, ...destination }, onEvent);
  } catch (error) {
    signal.throwIfAborted();
    if (lost !== undefined && isLost(error)) throw await lost(build.function, error);
    throw loginFailure ?? buildFailure(error, { function: build.function, ...daemon });
  }
}

const LOST = ['daemon-stopped', 'unreachable', 'session-lost', 'no-buildkit', 'permission'] as const;

function isLost(error: unknown): error is Error {
  return LOST.some((code) => isBuildKitError(error, code));
}
