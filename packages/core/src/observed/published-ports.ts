/**
 * Do clients reach the router? The control link cannot tell, as it has a port of its own: the engine
 * leads each published port to the container by itself, and one of them may be dead.
 *
 * Asked of a router that runs and is made from today's settings only; any other is replaced anyway.
 */
import { LABEL } from '../contract/labels.js';
import type { PortFault } from '../contract/port-fault.js';
import type { PublishedPortAnswer } from '../contract/published.js';
import { certificateFault } from './served-certificate.js';
import type { DesiredInfrastructure } from '../desired/desired.js';
import type { Observation } from './observed-project.js';

/** What `GET /health` answers (spec: "Routing"). */
const HEALTHY = 'SmolFaaS Router OK';

/** Why clients of this machine do not get what they should; empty when they do. @throws engine-* */
export async function publishedFaults(
  { context, router: { container, state } }: Observation,
  { router: { spec, hash } }: Pick<DesiredInfrastructure, 'router'>,
): Promise<readonly PortFault[]> {
  const { engine, now, signal } = context;
  if (container?.state !== 'running' || state === undefined) return [];
  if (container.labels[LABEL.specHash] !== hash) return [];
  const host = state.table.addr;
  const answers = await engine.router.published(spec, container, host, signal);
  return answers.flatMap((one) => faultOf(one, host, now()) ?? []);
}

/** Pure. */
export function faultOf(one: PublishedPortAnswer, host: string, now: number): PortFault | undefined {
  const { address, port } = one;
  if (!one.answer.ok) return { address, port, kind: 'no-answer', why: one.answer.why };
  const { status } = one.answer;
  if (one.kind === 'http') return status === 308 ? undefined : { address, port, kind: 'no-redirect', status };
  if (status !== 200 || one.answer.body !== HEALTHY) return { address, port, kind: 'other-answer', status };
  const fault = certificateFault(one.answer.certificate, host.replace(/^\[|\]$/g, ''), now);
  return fault && { address, port, kind: 'certificate', fault };
}
