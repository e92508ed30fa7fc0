/**
 * Stage 5, observe, for `up`: a run that would fail later fails here, before anything is built or
 * changed.
 *
 * Invariant: this file only reads; it changes nothing.
 */
import { randomUUID } from 'node:crypto';
import type { PipelineContext } from '../contract/pipeline.js';
import type { StateStore } from '../contract/state-store.js';
import type { Discovered } from '../source/discover/discover.js';
import { ownRouter } from './own-objects.js';
import { refuseForeignObjects } from './foreign-objects.js';
import { openAddresses, requireFreePorts } from './free-ports.js';
import { tellingGone } from './gone-directory.js';
import { identify, neededNames, observe, observeRouter } from './observe-project.js';
import type { Observation } from './observed-project.js';

/**
 * Observes the engine and ensures that the names and ports of this run are free or already belong
 * to this project.
 * @param store undefined when there is no database
 * @throws project-conflict, foreign-object, port-taken, port-forbidden, engine-*
 */
export async function preflight(
  context: PipelineContext,
  store: Pick<StateStore, 'project'> | undefined,
  discovered: Discovered,
): Promise<Observation> {
  const { settings, engine } = context;
  const { functionsDir } = discovered;
  const functions = discovered.candidates.filter(({ error }) => error === undefined).map(({ name }) => name);
  const recorded = store?.project();
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
  return { context, project, observed, router: await observeRouter(context, observed, project) };
}

function warnOpenAddresses({ settings, emit }: PipelineContext): void {
  for (const address of openAddresses(settings.bind)) {
    emit({ type: 'warning', notice: { code: 'open-address', facts: { address } } });
  }
}
