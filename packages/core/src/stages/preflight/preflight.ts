/**
 * Stage 0, preflight of `up`: what would stop the run later stops it now, before anything is built or touched.
 *
 * Nothing is changed here. A new project is recorded (`recordProject`) right before its first object is made.
 */
import { randomUUID } from 'node:crypto';
import type { PipelineContext } from '../../contract/pipeline.js';
import type { StateStore } from '../../contract/state-store.js';
import type { Plan } from '../decide/plan.js';
import type { Discovered } from '../discover/discover.js';
import { ownRouter } from '../own-objects.js';
import { refuseForeignObjects } from './foreign-objects.js';
import { openAddresses, requireFreePorts } from './free-ports.js';
import { tellingGone } from './gone-directory.js';
import { identify, neededNames, observe, viewRouter } from './look-around.js';
import type { Site } from './site.js';

/**
 * Looks at the engine and makes sure that the run can have the names and ports it needs.
 * @throws project-conflict, foreign-object, port-taken, port-forbidden, engine-*
 */
export async function preflight(context: PipelineContext, store: StateStore, discovered: Discovered): Promise<Site> {
  const { settings, engine } = context;
  const { functionsDir } = discovered;
  const functions = discovered.candidates.filter(({ error }) => error === undefined).map(({ name }) => name);
  const recorded = store.project();
  const observed = await observe(context, functions, recorded);
  const known = identify(context, observed, recorded, functions, functionsDir);
  const project = known ?? { id: randomUUID(), functionsDir };
  const names = neededNames(settings);
  tellingGone(names, observed, () => refuseForeignObjects(observed, { ...names, functions }, project));
  if (discovered.candidates.length > 0) {
    const router = ownRouter(observed, project, settings.caddyName);
    const wanted = { bind: settings.bind, ports: [settings.httpPort, settings.httpsPort] };
    await requireFreePorts(wanted, engine.ports, router, observed.containers);
    warnOpenAddresses(context);
  }
  return { context, project, observed, router: await viewRouter(context, observed, project) };
}

/** Records a project that is new or was moved, if the plan does anything: a wrong directory is no project. */
export function recordProject({ project }: Site, plan: Plan, store: StateStore): void {
  const recorded = store.project();
  const isKnown = recorded?.id === project.id && recorded.functionsDir === project.functionsDir;
  const doesNothing = plan.functions.every(({ action, current }) => action === 'keep' && current === undefined);
  if (!isKnown && !doesNothing) store.saveProject(project);
}

function warnOpenAddresses({ settings, emit }: PipelineContext): void {
  for (const address of openAddresses(settings.bind)) {
    const reach = 'every machine that can reach this one can call your functions, and a host firewall may not stop it';
    const message = `The router listens on ${address}: ${reach}.`;
    emit({ type: 'warning', message });
  }
}
