/**
 * One solve from its request to its result: the spine of this package.
 *
 *   1. open a session that serves the request's files and secrets
 *   2. start the outer solve and watch its status
 *   3. play the frontend in it (gateway.ts)
 *   4. wait for the outer solve: the exporter's answer
 *   5. drain the status, close the session (see session/end-together.ts for one that serves base
 *      images)
 *
 * Invariants:
 *   1. When the promise settles, everything else that was started here has ended. A session that
 *      serves base images ends with the last solve that uses them.
 *   2. A stop (signal or deadline) settles it within two seconds.
 *   3. The reported error is the cause, not its echo. A local failure to read a source comes back
 *      from the daemon as a failed step, and a missing secret as an unrelated message.
 */
import type { Client } from '@grpc/grpc-js';
import type { SolveRequest, SolveResult } from '../api.js';
import { BuildKitError } from '../errors/error.js';
import { solveError } from '../errors/solve-error.js';
import { fileSendRoutes } from '../filesync/receive.js';
import { fileSyncRoutes } from '../filesync/service.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import { callUnary } from '../grpc/call.js';
import { type ProgressState, runningStep, summaries } from '../progress/reducer.js';
import { type Watch, watchSolve } from './watch.js';
import { contentRoutes } from '../session/content.js';
import type { EndTogether } from '../session/end-together.js';
import type { Route } from '../session/server.js';
import { authRoutes, healthRoutes, secretRoutes } from '../session/services.js';
import { openSession, type Session } from '../session/session.js';
import { sshRoutes } from '../session/ssh-agent.js';
import { playFrontend } from './gateway.js';
import { imageIdOf, newRef, outerSolve } from './requests.js';
import { type Stop, stopOn } from './stop.js';

/** Failures that the session saw on this side. */
interface Findings {
  failure?: BuildKitError;
  missingSecrets: string[];
}

/**
 * Runs the request over an open channel. `closed` fires when the client is closed; `bases` belongs
 * to the client. Rejects with BuildKitError.
 */
export async function solve(
  client: Client,
  request: SolveRequest,
  closed: AbortSignal,
  bases: EndTogether,
): Promise<SolveResult> {
  const stop = stopOn([request.signal, closed], request.deadlineMs);
  const findings: Findings = { missingSecrets: [] };
  const onFailure = (error: BuildKitError) => {
    findings.failure ??= error;
  };
  const onMissing = (id: string) => void findings.missingSecrets.push(id);
  let session: Session | undefined;
  let watch: Watch | undefined;
  if (request.contentStores !== undefined) bases.begin();
  try {
    if (stop.signal.aborted) throw new Error('stopped before it began');
    session = await openSession(client, request.sharedKey, routesFor(request, onFailure, onMissing), stop.signal);
    const ref = newRef();
    const { signal } = stop;
    const outer = callUnary(client, Control.method.solve, outerSolve(ref, session.id, request.exporter), { signal });
    watch = watchSolve(client, ref, request.onProgress ?? (() => undefined));
    const inner = playFrontend(client, request.input, { ref, session: session.id, signal, onFailure });
    const { ExporterResponse: exporterResponse } = await answerOf(outer, inner, session.lost);
    return resultOf(request, exporterResponse, await watch.drained());
  } catch (error) {
    const steps = await stepsAfter(watch, stop);
    throw stop.error(runningStep(steps)?.name) ?? causeOf(error, steps, findings);
  } finally {
    watch?.cancel();
    const close = () => session?.close();
    if (request.contentStores === undefined) close();
    else bases.end(close);
    stop.dispose();
  }
}

/** Every service that the daemon may call. */
function routesFor(
  request: SolveRequest,
  onFailure: (error: BuildKitError) => void,
  onMissing: (id: string) => void,
): Route[] {
  const receive = request.exporter?.receive;
  return [
    ...healthRoutes(),
    ...authRoutes(request.login),
    ...secretRoutes(request.secrets ?? {}, onMissing),
    ...fileSyncRoutes(request.locals, onFailure),
    ...(receive ? fileSendRoutes(receive, onFailure) : []),
    ...contentRoutes(request.contentStores ?? {}),
    ...sshRoutes(request.ssh ?? {}),
  ];
}

/** The outer solve's answer, unless the inner solve or the session fails first. */
async function answerOf<T>(outer: Promise<T>, inner: Promise<void>, lost: Promise<never>): Promise<T> {
  // The second failure only repeats the first.
  outer.catch(() => undefined);
  await Promise.race([inner, outer, lost]);
  return Promise.race([outer, lost]);
}

/**
 * The steps seen until the failure: all of them when the stream ends by itself, without waiting
 * after a stop.
 */
async function stepsAfter(watch: Watch | undefined, stop: Stop): Promise<ProgressState> {
  if (!watch) return new Map();
  if (stop.signal.aborted) return watch.state();
  return watch.drained().catch(() => watch.state());
}

/** The first cause: a failure of this client's services, or else the daemon's error. */
function causeOf(error: unknown, steps: ProgressState, { failure, missingSecrets }: Findings): BuildKitError {
  if (failure) return failure;
  const told = solveError(error, steps);
  const id = missingSecrets.find((missing) => told.message.includes(missing));
  if (id === undefined || !/secret|not found/i.test(told.message)) return told;
  return new BuildKitError('secret-missing', `a step needs the secret ${JSON.stringify(id)}`, { id }, { cause: told });
}

function resultOf(
  { exporter }: SolveRequest,
  exporterResponse: Record<string, string>,
  state: ProgressState,
): SolveResult {
  const imageId = imageIdOf(exporter?.type, exporterResponse);
  return { exporterResponse, steps: summaries(state), ...(imageId === undefined ? {} : { imageId }) };
}
