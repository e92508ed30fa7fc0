/**
 * Sends a build's solve and tells its progress; a Dockerfile whose graph the builder does not tell is built as it is.
 *
 * Place in the flow: stage 9. The graph is what certificates and proxies are put into. Without it the build may still succeed, where
 * its steps need neither; so it goes on, and the user is told before it does.
 */
import { type BuildKitClient, isBuildKitError, type SolveRequest, type SolveResult } from '@smolfaas/buildkit';
import type { BuildEvent } from '@smolfaas/core';
import { buildEvent } from './build-event.js';
import { type BuildOnBase, solveRequest, withoutGraph } from './solve-request.js';

const NO_GRAPH =
  "this builder does not tell the graph of this Dockerfile: its steps do not get this host's certificates, and proxies only as build arguments";

/** Where a result goes that is not the engine's own, and what the session serves besides. */
export type Destination = Pick<SolveRequest, 'exporter' | 'contentStores'>;

/** Rejects with BuildKitError. `rest` is what belongs to this run of the build and not to the build. */
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
