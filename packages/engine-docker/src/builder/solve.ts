/**
 * One solve of a build, with all that is the same for every daemon: connection, logins, and errors of ours.
 *
 * What would surprise: the daemon asks for a login in the middle of a build, and passes on a failure of ours in words of its own.
 * So the first one is kept here, and thrown instead of its echo.
 */
import { isBuildKitError, type SolveRequest, type SolveResult } from '@smolfaas/buildkit';
import type { BuildEvent, ImageFetcher } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import { buildFailure } from './build-failure.js';
import type { SharedClient } from './shared-client.js';
import { type Destination, solveBuild } from './solve-build.js';
import type { BuildOnBase } from './solve-request.js';

/** Whom a build goes to, and with which logins. */
export interface Daemon {
  readonly client: SharedClient;
  /** Its address in words, for errors. */
  readonly endpoint: string;
  /** The volume that holds its cache, when it is ours. */
  readonly volume?: string;
  /** Whose trust and network count for base images. */
  readonly fetcher: ImageFetcher;
  readonly logins: RegistryLogins;
  /** What to throw when it does not answer, or no longer; without it, the engine is meant. */
  readonly lost?: (fn: string, error: Error) => Promise<unknown>;
}

/** @throws SmolfaasError as Builder.build; the signal's reason when it is aborted */
export async function solve(
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
