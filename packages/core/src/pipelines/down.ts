/**
 * `smolfaas down`: take away what runs, keep what makes the next `up` quick.
 *
 * | | containers | routes | records | images, network, volume, database |
 * |---|---|---|---|---|
 * | `down` | all, router last | go with the router | stay | stay |
 * | `down a b` | those of a and b | theirs go first, in one push | stay, unless the directory is gone | stay |
 * | `down --force` | all | go with the router | go | go |
 *
 * What must stay true: only what carries our project's label is removed; everything works from labels when the database
 * is gone; and a second run finds nothing to do.
 */
import { LABEL } from '../contract/labels.js';
import { SmolfaasError } from '../contract/errors.js';
import type { DownOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { findHome, type Home } from '../stages/preflight/home.js';
import { withLock, withStore } from '../stages/preflight/locked-state.js';
import { lookAround } from '../stages/preflight/look-around.js';
import type { Site } from '../stages/preflight/site.js';
import { requireKnown } from '../stages/remove/known-functions.js';
import { type Removal, startRemoval } from '../stages/remove/removal.js';
import {
  ownContainers,
  removeContainers,
  removeImages,
  removeVolumesAndNetworks,
} from '../stages/remove/remove-objects.js';
import { unroute } from '../stages/routes/unroute.js';

/** Which functions, all when there are no names; and whether really everything goes. */
export interface DownRequest {
  readonly names: readonly string[];
  readonly force: boolean;
}

/**
 * Removes containers and, if forced, everything else of this project. What could not be removed is part of the outcome.
 * @throws force-with-names, unknown-function, environment errors, `locked` and `interrupted`
 */
export async function down(context: PipelineContext, { names, force }: DownRequest): Promise<DownOutcome> {
  if (force && names.length > 0) throw new SmolfaasError('force-with-names', { names });
  await findHome(context); // usage errors come before the lock
  return await withLock(context, 'down', async () => {
    const home = await findHome(context);
    const removal = startRemoval(context.emit);
    const site = await lookAround(context, home);
    requireKnown(names, home.directories, home.state?.generations ?? [], site);
    if (site !== undefined && names.length > 0) await downSome(names, site, home, removal);
    if (site !== undefined && names.length === 0) await downAll(site, removal);
    if (site !== undefined && force) await removeTheRest(site, removal);
    if (force) await removeState(context, home, removal);
    return removal.outcome();
  });
}

async function downSome(names: readonly string[], site: Site, home: Home, removal: Removal): Promise<void> {
  await unroute(names, site);
  const theirs = ownContainers(site).functions.filter(({ labels }) => names.includes(labels[LABEL.function] ?? ''));
  await removeContainers(theirs, site, removal);
  const gone = names.filter((name) => !home.candidates.some((candidate) => candidate.name === name));
  if (home.state === undefined || gone.length === 0) return;
  await withStore(site.context, async (store) => gone.forEach((name) => store.forget(name)));
}

async function downAll(site: Site, removal: Removal): Promise<void> {
  const { functions, others } = ownContainers(site);
  await removeContainers(functions, site, removal);
  await removeContainers(others, site, removal);
}

async function removeTheRest(site: Site, removal: Removal): Promise<void> {
  await removeImages(site, removal);
  await removeVolumesAndNetworks(site, removal);
}

/** The lock's file goes even when there is no database: this very run has made it. */
async function removeState({ engine, settings }: PipelineContext, home: Home, removal: Removal): Promise<void> {
  if (home.state === undefined) return engine.state.remove(settings.stateDb);
  await removal.attempt('state', settings.stateDb, async () => engine.state.remove(settings.stateDb));
}
