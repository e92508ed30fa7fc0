/**
 * One solve from its request to its result: the spine of this package.
 *
 *   1. open a session that serves the request's files and secrets
 *   2. start the outer solve and watch its status
 *   3. play the frontend in it (gateway.ts)
 *   4. wait for the outer solve: the exporter's answer
 *   5. drain the status, close the session
 *
 * Must stay true: whatever happens, everything begun here has ended when the promise settles; a stop (signal or
 * deadline) settles it within two seconds; the error reported is the cause, not its echo: our own failure to read a
 * source comes back from the daemon as a failed step, and a missing secret as an odd sentence.
 */
import type { Client } from '@grpc/grpc-js';
import type { SolveRequest, SolveResult } from '../api.js';
import { BuildKitError, isBuildKitError } from '../errors/error.js';
import { solveError } from '../errors/solve-error.js';
import { fileSyncRoutes } from '../filesync/service.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import { callUnary } from '../grpc/call.js';
import { type ProgressState, runningStep, summaries } from '../progress/reducer.js';
import { type Watch, watchSolve } from '../progress/watch.js';
import type { Route } from '../session/server.js';
import { authRoutes, healthRoutes, secretRoutes } from '../session/services.js';
import { openSession, type Session } from '../session/session.js';
import { playFrontend } from './gateway.js';
import { imageIdOf, newRef, outerSolve } from './requests.js';
import { type Stop, stopOn } from './stop.js';

/** What the session saw go wrong on our side. */
interface Findings {
  failure?: unknown;
  missingSecrets: string[];
}

/** Runs the request over an open channel. `closed` fires when the client is closed. Rejects with BuildKitError. */
export async function solve(client: Client, request: SolveRequest, closed: AbortSignal): Promise<SolveResult> {
  const stop = stopOn([request.signal, closed], request.deadlineMs);
  const findings: Findings = { missingSecrets: [] };
  let session: Session | undefined;
  let watch: Watch | undefined;
  try {
    if (stop.signal.aborted) throw new Error('stopped before it began');
    session = await openSession(client, request.sharedKey, routesFor(request, findings), stop.signal);
    const ref = newRef();
    const outer = callUnary(client, Control.method.solve, outerSolve(ref, session.id, request.exporter), stop);
    watch = watchSolve(client, ref, request.onProgress ?? (() => undefined));
    const exporterResponse = await runInside(client, ref, outer, session, request, stop);
    return resultOf(exporterResponse, await watch.drained());
  } catch (error) {
    const steps = await stepsAfter(watch, stop);
    throw stop.error(runningStep(steps)?.name) ?? causeOf(error, steps, findings);
  } finally {
    watch?.cancel();
    session?.close();
    stop.dispose();
  }
}

/** Everything the daemon may call back for. */
function routesFor(request: SolveRequest, findings: Findings): Route[] {
  const onFailure = (error: unknown) => {
    findings.failure ??= error;
  };
  const onMissing = (id: string) => void findings.missingSecrets.push(id);
  return [
    ...healthRoutes(),
    ...authRoutes(),
    ...secretRoutes(request.secrets ?? {}, onMissing),
    ...fileSyncRoutes(request.locals, onFailure),
  ];
}

/** Plays the frontend while the outer solve is pending; the first of outer solve and session that fails ends both. */
async function runInside(
  client: Client,
  ref: string,
  outer: Promise<{ ExporterResponse: Record<string, string> }>,
  session: Session,
  request: SolveRequest,
  stop: Stop,
): Promise<Record<string, string>> {
  const inner = playFrontend(client, request.input, { ref, session: session.id, signal: stop.signal });
  inner.catch(() => undefined);
  outer.catch(() => undefined);
  await Promise.race([inner, outer, session.lost]);
  const [{ ExporterResponse }] = await Promise.race([Promise.all([outer, inner]), session.lost]);
  return ExporterResponse;
}

/** The steps seen until the failure: all of them when the stream ends by itself, no waiting after a stop. */
async function stepsAfter(watch: Watch | undefined, stop: Stop): Promise<ProgressState> {
  if (!watch) return new Map();
  if (stop.signal.aborted) return watch.state();
  return watch.drained().catch(() => watch.state());
}

/** The first cause: what failed in our own services, then what the daemon says. */
function causeOf(error: unknown, steps: ProgressState, { failure, missingSecrets }: Findings): BuildKitError {
  if (isBuildKitError(failure, 'source-changed') || isBuildKitError(failure, 'source-unreadable')) return failure;
  const told = solveError(error, steps);
  const id = missingSecrets.find((missing) => told.message.includes(missing));
  if (id === undefined || !/secret|not found/i.test(told.message)) return told;
  return new BuildKitError('secret-missing', `a step needs the secret ${JSON.stringify(id)}`, { id }, { cause: told });
}

function resultOf(exporterResponse: Record<string, string>, state: ProgressState): SolveResult {
  const imageId = imageIdOf(exporterResponse);
  return { exporterResponse, steps: summaries(state), ...(imageId === undefined ? {} : { imageId }) };
}
