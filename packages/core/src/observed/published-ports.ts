/**
 * Do clients reach the router? The control link cannot show this, because it has a port of its own.
 * The engine forwards each published port to the container separately, and one of them may be dead.
 *
 * Gotcha: SmolFaaS queries only a running router that matches the current settings. Any other
 * router is replaced anyway.
 */
import { LABEL } from '../contract/labels.js';
import type { PortFault } from '../contract/port-fault.js';
import type { PublishedPortAnswer } from '../contract/published.js';
import { certificateFault } from './served-certificate.js';
import type { DesiredInfrastructure } from '../desired/desired.js';
import type { Observation } from './observed-project.js';

/** The body of `GET /health` (spec: "Routing"). */
const HEALTHY = 'SmolFaaS Router OK';

/**
 * Why clients on this machine do not get the expected answers; empty when they do.
 * @throws engine-*
 */
export async function publishedFaults(
  { context, router: { container, state } }: Observation,
  { router: { spec, hash } }: Pick<DesiredInfrastructure, 'router'>,
): Promise<readonly PortFault[]> {
  const { engine, now, signal } = context;
  if (container?.state !== 'running' || state === undefined) return [];
  if (container.labels[LABEL.specHash] !== hash) return [];
  const host = state.table.addr;
  const answers = await engine.router.published(spec, container, host, signal);
  const plainHttp = state.table.plainHttp ?? false;
  return answers.flatMap((one) => faultOf(one, host, now(), plainHttp) ?? []);
}

/** What is wrong with one port's answer; undefined when it is as expected. Pure. */
export function faultOf(one: PublishedPortAnswer, host: string, now: number, plainHttp = false): PortFault | undefined {
  const { address, port } = one;
  if (!one.answer.ok) return { address, port, kind: 'no-answer', why: one.answer.why };
  const { status } = one.answer;
  if (one.kind === 'http' && plainHttp)
    return status === 200 ? undefined : { address, port, kind: 'other-answer', status };
  if (one.kind === 'http') return status === 308 ? undefined : { address, port, kind: 'no-redirect', status };
  if (status !== 200 || one.answer.body !== HEALTHY) return { address, port, kind: 'other-answer', status };
  const fault = certificateFault(one.answer.certificate, host.replace(/^\[|\]$/g, ''), now);
  return fault && { address, port, kind: 'certificate', fault };
}
