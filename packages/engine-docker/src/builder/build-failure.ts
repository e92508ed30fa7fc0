/**
 * Translates the BuildKit client's errors into errors of the contract. Pure.
 *
 * Place in the flow: stage 9, when it fails. This file decides who is at fault. A failing step, a
 * broken Dockerfile or a missing base image concerns one function, and the others continue. An
 * engine that is gone, or has no disk space left, concerns the run.
 *
 * Invariant: a user's abort never reaches this file; callers throw the signal's own reason first.
 */
import { type BuildKitError, isBuildKitError } from '@smolfaas/buildkit';
import { type ImageFetcher, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import { toImageProblem, type RegistryLogins } from '../registry-logins.js';

/**
 * BuildKit's message when it should resume a blob of a session after an interrupted build; see
 * container/clear-transfers.ts.
 */
const HALF_BLOB = 'failed to copy: unsupported offset';
const HALF_BLOB_MEANS =
  'the daemon holds half of a base image, from a build that was interrupted, and cannot go on with it; it forgets that within a day, or at once when the directories in content/ingest below its root are deleted';

/** Which function's build failed, and where. */
export interface FailedBuild {
  readonly function: string;
  /** Address of the engine, for messages. */
  readonly endpoint: string;
  /** The volume with the daemon's cache, if SmolFaaS created it. */
  readonly volume?: string;
  /** The component whose trust and network count for base images. */
  readonly fetcher: ImageFetcher;
  /** The logins that were used at registries during the build. */
  readonly logins: Pick<RegistryLogins, 'tried'>;
}

/**
 * Returns the error to throw instead. An error that does not come from the client is a bug and is
 * returned unchanged.
 */
export function buildFailure(error: unknown, site: FailedBuild): unknown {
  if (!isBuildKitError(error)) return error;
  // An error that core throws while it inspects the frontend's graph arrives as the cause.
  if (isSmolfaasError(error.cause)) return error.cause;
  return ofEnvironment(error, site) ?? ofFunction(error, site);
}

/** Errors that every further build would meet as well. */
function ofEnvironment(
  error: BuildKitError,
  { function: fn, endpoint, volume }: FailedBuild,
): SmolfaasError | undefined {
  const cause = { cause: error };
  const message = error.message;
  if (isBuildKitError(error, 'no-buildkit')) {
    return new SmolfaasError('engine-no-buildkit', { endpoint, message }, cause);
  }
  if (isBuildKitError(error, 'unreachable')) {
    return new SmolfaasError('engine-unreachable', { endpoint, message }, cause);
  }
  if (isBuildKitError(error, 'permission')) return new SmolfaasError('engine-permission', { endpoint }, cause);
  if (isBuildKitError(error, 'daemon-stopped')) {
    return new SmolfaasError('engine-died', { endpoint, call: `build ${fn}` }, cause);
  }
  // A step that printed these words may have filled a disk of its own. From the daemon itself they
  // mean its disk.
  if (message.includes('no space left on device')) {
    return new SmolfaasError('disk-full', { where: endpoint, message, ...(volume !== undefined && { volume }) }, cause);
  }
  return undefined;
}

function ofFunction(error: BuildKitError, { function: fn, fetcher, logins }: FailedBuild): SmolfaasError {
  const cause = { cause: error };
  if (error.message.includes(HALF_BLOB)) {
    return new SmolfaasError('build-failed', { function: fn, message: HALF_BLOB_MEANS, ofBuilder: true }, cause);
  }
  if (isBuildKitError(error, 'step-failed')) {
    const { step, exitCode, lines: log } = error.details;
    const code = exitCode === undefined ? {} : { exitCode };
    // A step that is not a process (a copy) prints nothing. Then the error message has the reason.
    const said = log.length > 0 ? log : [error.message];
    return new SmolfaasError('build-step-failed', { function: fn, step, log: said, ...code }, cause);
  }
  if (isBuildKitError(error, 'image-not-found')) {
    const { ref: reference, cause: why, said: message } = error.details;
    const problem = toImageProblem({ reference, why, message, fetcher }, logins);
    return new SmolfaasError('base-image-missing', { function: fn, ...problem }, cause);
  }
  if (isBuildKitError(error, 'deadline')) {
    const { deadlineMs, step } = error.details;
    const facts = { function: fn, seconds: Math.round(deadlineMs / 1000), ...(step !== undefined && { step }) };
    return new SmolfaasError('build-timeout', facts, cause);
  }
  if (isBuildKitError(error, 'source-changed')) {
    return new SmolfaasError('source-changed', { function: fn, path: error.details.path }, cause);
  }
  if (isBuildKitError(error, 'source-unreadable')) {
    return new SmolfaasError('source-unreadable', { function: fn, ...error.details }, cause);
  }
  return new SmolfaasError('build-failed', { function: fn, message: error.message }, cause);
}
