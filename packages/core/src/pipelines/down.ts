/**
 * `smolfaas down`: take away what runs, keep what makes the next `up` quick.
 *
 * | | containers | routes | records | images, network, volume, database |
 * |---|---|---|---|---|
 * | `down` | all, router last | go with the router | stay | stay |
 * | `down a b` | those of a and b | theirs go first, in one push | stay, unless the directory is gone | stay |
 * | `down --force` | all | go with the router | go | go |
 *
 * What must stay true: only what carries our project's label is removed; everything works from
 * labels when the database is gone, and with `--force` when the directory is gone as well; another
 * project that has our names is no reason to leave our own things there; and a second run finds
 * nothing to do.
 */
import { LABEL } from '../contract/labels.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { DownOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { findHome, type Home, homeWithoutDirectory } from '../stages/preflight/home.js';
import { withLock, withStore } from '../stages/preflight/locked-state.js';
import { lookAtOwn } from '../stages/preflight/look-around.js';
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
  await findOwn(context, force); // usage errors come before the lock
  return await withLock(context, 'down', async () => {
    const { home, missing } = await findOwn(context, force);
    const removal = startRemoval(context.emit);
    const { sites, conflict } = await lookAtOwn(context, home);
    requireKnown(names, home.directories, home.state?.generations ?? [], sites);
    for (const site of sites) {
      if (names.length > 0) await downSome(names, site, removal);
      else await downAll(site, removal);
      if (force) await removeTheRest(site, removal);
    }
    if (names.length > 0) await forget(names, context, home);
    const keepsState = force && !(await removeState(context, home, sites, removal));
    const outcome = { ...removal.outcome(), ...(keepsState && { keepsState }) };
    if (missing !== undefined && sites.length === 0) throw missing;
    if (conflict !== undefined && !force && isNothing(outcome)) throw conflict;
    return outcome;
  });
}

/**
 * The home; with `force` also one whose directory and database are both gone, since objects that
 * name the directory may be left. `missing` is the error where none are.
 */
async function findOwn(
  context: PipelineContext,
  force: boolean,
): Promise<{ readonly home: Home; readonly missing?: SmolfaasError }> {
  try {
    return { home: await findHome(context) };
  } catch (error) {
    if (!force || !isSmolfaasError(error, 'functions-dir-missing')) throw error;
    return { home: homeWithoutDirectory(context.settings.functionsDir, undefined), missing: error };
  }
}

const isNothing = ({ removed, failures }: DownOutcome): boolean => removed.length + failures.length === 0;

async function downSome(names: readonly string[], site: Site, removal: Removal): Promise<void> {
  await unroute(names, site);
  const theirs = ownContainers(site).functions.filter(({ labels }) => names.includes(labels[LABEL.function] ?? ''));
  const serves = ({ state }: ObservedContainer) => state === 'running';
  await removeContainers(
    theirs.filter((one) => !serves(one)),
    site,
    removal,
  );
  // Last: cut short, the function is still there, or all of it is gone.
  await removeContainers(theirs.filter(serves), site, removal);
}

/** A function whose directory is gone leaves no record. */
async function forget(names: readonly string[], context: PipelineContext, home: Home): Promise<void> {
  const gone = names.filter((name) => !home.candidates.some((candidate) => candidate.name === name));
  if (home.state === undefined || gone.length === 0) return;
  await withStore(context, async (store) => gone.forEach((name) => store.forget(name)));
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

/**
 * The lock's file goes even when there is no database: this very run has made it. A database of
 * another directory's project stays: the run was given that of the directory it was started in, and
 * a `--functions-dir` that is elsewhere.
 * @returns false when it stays
 */
async function removeState(
  { engine, settings }: PipelineContext,
  home: Home,
  sites: readonly Site[],
  removal: Removal,
): Promise<boolean> {
  const recorded = home.state?.project;
  const isOurs =
    recorded?.functionsDir === home.functionsDir || sites.some(({ project }) => project.id === recorded?.id);
  if (recorded !== undefined && !isOurs) return false;
  const remove = async () => engine.state.remove(settings.stateDb);
  if (home.state === undefined) await remove();
  else await removal.attempt('state', settings.stateDb, remove);
  return true;
}
