/**
 * Stage 9, start: network and router, before the first function is started, because functions are probed through the
 * router.
 */
import type { RouterLink, RouterState } from '../../contract/caddy-manager.js';
import { LABEL } from '../../contract/labels.js';
import type { Plan } from '../decide/plan.js';
import type { Site } from '../preflight/site.js';
import { routerSpec } from './router-spec.js';

const STOP_GRACE_MS = 10_000;

/** A router that runs, and what it routes by now. */
export interface RunningRouter {
  readonly link: RouterLink;
  readonly state: RouterState;
}

/**
 * Carries out the plan for network and router. Undefined when none is needed and none runs.
 * @throws router-failed, router-image-missing, router-unreachable, port-taken, foreign-object, engine-*
 */
export async function ensureRouter({ network, router }: Plan, site: Site): Promise<RunningRouter | undefined> {
  const { context, project, observed } = site;
  const { engine, settings, emit, signal } = context;
  if (router.action === 'nothing') return asFound(site);
  if (network.action === 'create') {
    const labels = {
      [LABEL.project]: project.id,
      [LABEL.functionsDir]: project.functionsDir,
      [LABEL.role]: 'network',
    };
    await engine.functions.ensureNetwork(settings.network, labels, signal);
  }
  emit({ type: 'router', phase: 'starting' });
  const { container } = site.router;
  if (router.recreate && container !== undefined) await engine.functions.remove(container.id, STOP_GRACE_MS, signal);
  const spec = routerSpec(settings, project, observed.images);
  const link = await engine.router.ensure(spec, router.recreate ? undefined : container, signal);
  emit({ type: 'router', phase: 'running' });
  return { link, state: await link.read(signal) };
}

function asFound({ router: { link, state } }: Site): RunningRouter | undefined {
  return link === undefined || state === undefined ? undefined : { link, state };
}
