/**
 * Turns a gRPC error and the steps seen so far into one typed error of a failed solve.
 *
 * Last stage of a failing solve; pure. Order of the checks: connection broken, image missing, step
 * failed, frontend refused.
 * Gotcha: a failing step makes the daemon cancel its siblings, which then report "context
 * canceled". The first real error is the cause, not the last one received.
 */
import { type ServiceError, status } from '@grpc/grpc-js';
import { failedStep, type ProgressState, runningStep, type StepState } from '../progress/reducer.js';
import { BuildKitError } from './error.js';
import { placeOf } from './grpc-details.js';
import { imageFailure } from './image.js';

/** The typed error; the gRPC error is kept as its cause. */
export function solveError(error: unknown, steps: ProgressState): BuildKitError {
  if (error instanceof BuildKitError) return error;
  if (!isServiceError(error)) return new BuildKitError('protocol', `solve: ${String(error)}`, {}, { cause: error });
  if (isBroken(error)) return daemonStopped(error, steps);
  const place = placeOf(error);
  const failed = steps.get(place.vertex ?? '') ?? failedStep(steps);
  const message = failed?.error || error.details;
  const image = imageFailure(message, failed?.step.name);
  if (image) {
    const text = `image ${image.ref} could not be resolved (${image.cause}): ${message}`;
    return new BuildKitError('image-not-found', text, { ...image, said: message }, { cause: error });
  }
  const line = place.line ?? parseErrorLine(error.details);
  if (failed && !isHousekeeping(failed)) return stepFailed(failed, error);
  if (/dockerfile/i.test(error.details)) {
    const text = frontendMessage(error.details);
    return new BuildKitError('frontend', text, line === undefined ? {} : { line }, { cause: error });
  }
  return failed ? stepFailed(failed, error) : protocolError(error);
}

/** True for grpc-js's errors: they carry a status code and the trailers. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/**
 * Whether the connection broke. grpc-js reports every stream that fails under HTTP/2 as INTERNAL.
 */
function isBroken({ code, details }: ServiceError): boolean {
  return (
    code === status.UNAVAILABLE || (code === status.INTERNAL && details.includes('triggered by internal client error'))
  );
}

function daemonStopped(error: ServiceError, steps: ProgressState): BuildKitError {
  const step = runningStep(steps)?.name;
  const where = step === undefined ? '' : ` during ${JSON.stringify(step)}`;
  const text = `the connection to the build daemon broke${where}: ${error.details}`;
  return new BuildKitError('daemon-stopped', text, step === undefined ? {} : { step }, { cause: error });
}

function stepFailed({ step, error, lines }: StepState, cause: ServiceError): BuildKitError {
  const exitCode = exitCodeIn(error);
  const reason = exitCode === undefined ? withoutCommand(error) : `exit code ${exitCode}`;
  const details = { step: step.name, lines, ...(exitCode === undefined ? {} : { exitCode }) };
  return new BuildKitError('step-failed', `step ${JSON.stringify(step.name)} failed: ${reason}`, details, { cause });
}

function protocolError(error: ServiceError): BuildKitError {
  return new BuildKitError(
    'protocol',
    `the build daemon says: ${error.details}`,
    { status: error.code },
    { cause: error },
  );
}

/** `exit code: N` at the end of a process's error. */
function exitCodeIn(message: string): number | undefined {
  const digits = /exit code: (\d+)/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The error without the command line in front of it, which the step's name already shows, and
 * without gRPC's own prefix.
 */
function withoutCommand(error: string): string {
  return error
    .replace(/^executor failed running \[.*?\]: /s, '')
    .replace(/^process ".*" did not complete successfully: /s, '')
    .replaceAll(/rpc error: code = \w+ desc = /g, '');
}

/** `dockerfile parse error line 3: …` (0.8) or `… on line 3: …` (newer). */
function parseErrorLine(message: string): number | undefined {
  const digits = /(?:parse error|Dockerfile\S*)[^\n]*?line (\d+)/i.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Steps of the frontend itself ("[internal] load build definition from Dockerfile"). */
function isHousekeeping({ step }: StepState): boolean {
  return step.name.startsWith('[internal] ');
}

/** The frontend's message without the prefixes that were added on its way here. */
function frontendMessage(details: string): string {
  return details.replace(
    /^(?:failed to solve with frontend \S+: |failed to solve: |rpc error: code = \w+ desc = |failed to create LLB definition: )+/,
    '',
  );
}
