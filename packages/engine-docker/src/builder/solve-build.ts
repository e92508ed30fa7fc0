/**
 * Sends a build's solve and reports its progress. If the builder does not return a Dockerfile's
 * graph, the Dockerfile is built unchanged.
 *
 * Place in the flow: stage 9. Certificates and proxies are inserted into the graph. Without a graph
 * the build may still succeed, if its steps need neither. So the build continues, after a warning
 * to the user.
 */
import {
  type BuildKitClient,
  isBuildKitError,
  type ProgressEvent,
  type SolveRequest,
  type SolveResult,
} from '@smolfaas/buildkit';
import type { BuildEvent, StepStatus } from '@smolfaas/core';
import { type BuildOnBase, solveRequest, withoutGraph } from './solve-request.js';

const NO_GRAPH =
  "this builder does not tell the graph of this Dockerfile: its steps do not get this host's certificates, and proxies only as build arguments";

/**
 * Where the result is sent if not to the engine's own exporter, and what else the session serves.
 */
export type Destination = Pick<SolveRequest, 'exporter' | 'contentStores'>;

/** Rejects with BuildKitError. `rest` belongs to this run of the build, not to the build itself. */
export async function solveBuild(
  client: Pick<BuildKitClient, 'solve'>,
  build: BuildOnBase,
  rest: Pick<SolveRequest, 'login' | 'signal'> & Destination,
  onEvent: (event: BuildEvent) => void,
): Promise<SolveResult> {
  const onProgress: SolveRequest['onProgress'] = (progress) => {
    const event = buildEvent(progress);
    if (event) onEvent(event);
  };
  try {
    return await client.solve({ ...solveRequest(build), ...rest, onProgress });
  } catch (error) {
    if (!isBuildKitError(error, 'no-graph')) throw error;
    onEvent({ type: 'warning', message: NO_GRAPH });
    return client.solve({ ...withoutGraph(build), ...rest, onProgress });
  }
}

/**
 * Progress as an event of the contract; undefined for events that it does not have, such as the byte
 * counts of transfers.
 */
export function buildEvent(event: ProgressEvent): BuildEvent | undefined {
  const { index: step, name } = event.step;
  const stepEvent = (status: StepStatus): BuildEvent => ({ type: 'step', step, name, status });
  switch (event.type) {
    case 'step-started':
      return stepEvent('started');
    case 'step-cached':
      return stepEvent('cached');
    case 'step-done':
      return { type: 'step', step, name, status: 'done', ms: event.ms };
    case 'step-failed':
      return stepEvent(event.canceled ? 'canceled' : 'failed');
    case 'log':
      return { type: 'log', step, name, line: event.line };
    default:
      return undefined;
  }
}
