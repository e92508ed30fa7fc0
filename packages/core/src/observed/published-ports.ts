/**
 * Do clients reach the router? The control link cannot tell, as it has a port of its own: the engine
 * leads each published port to the container by itself, and one of them may be dead.
 *
 * Asked of a router that runs and is made from today's settings only; any other is replaced anyway.
 */
import { LABEL } from '../contract/labels.js';
import type { PublishedPortAnswer } from '../contract/published.js';
import { certificateFault } from './served-certificate.js';
import type { DesiredInfrastructure } from '../desired/desired.js';
import type { Observation } from './observed-project.js';

/** What `GET /health` answers (spec: "Routing"). */
const HEALTHY = 'SmolFaaS Router OK';

/** Why clients of this machine do not get what they should, a sentence for each port; empty when they do. @throws engine-* */
export async function publishedFaults(
  { context, router: { container, state } }: Observation,
  { router: { spec, hash } }: Pick<DesiredInfrastructure, 'router'>,
): Promise<readonly string[]> {
  const { engine, now, signal } = context;
  if (container?.state !== 'running' || state === undefined) return [];
  if (container.labels[LABEL.specHash] !== hash) return [];
  const host = state.table.addr;
  const answers = await engine.router.published(spec, container, host, signal);
  return answers.flatMap((one) => faultOf(one, host, now()) ?? []);
}

/** Pure. */
export function faultOf(one: PublishedPortAnswer, host: string, now: number): string | undefined {
  const where = `${one.address.includes(':') ? `[${one.address}]` : one.address}:${one.port}`;
  if (!one.answer.ok) return `does not answer at ${where} (${one.answer.why})`;
  const { status } = one.answer;
  if (one.kind === 'http') return status === 308 ? undefined : `answers ${status} at ${where}, not a redirect`;
  if (status !== 200 || one.answer.body !== HEALTHY) return `answers something else at ${where} (status ${status})`;
  const fault = certificateFault(one.answer.certificate, host.replace(/^\[|\]$/g, ''), now);
  return fault && `${fault[0]?.toLowerCase()}${fault.slice(1)} (at ${where})`;
}
