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
import { findProjectDirectory, type ProjectDirectory, withoutDirectory } from '../observed/project-directory.js';
import { withLock, withStore } from './locked-state.js';
import { observeOwn } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { requireKnown } from '../retire/known-functions.js';
import { type Removal, startRemoval } from '../retire/removal.js';
import { ownContainers, removeContainers, removeImages, removeVolumesAndNetworks } from '../retire/remove-objects.js';
import { unroute } from '../routes/unroute.js';

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
    const { directory, missing } = await findOwn(context, force);
    const removal = startRemoval(context.emit);
    const { observations, conflict } = await observeOwn(context, directory);
    requireKnown(names, directory.functions, directory.recorded?.generations ?? [], observations);
    for (const observation of observations) {
      if (names.length > 0) await downSome(names, observation, removal);
      else await downAll(observation, removal);
      if (force) await removeTheRest(observation, removal);
    }
    if (names.length > 0) await forget(names, context, directory);
    const keepsState = force && !(await removeState(context, directory, observations, removal));
    const outcome = { ...removal.outcome(), ...(keepsState && { keepsState }) };
    if (missing !== undefined && observations.length === 0) throw missing;
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
): Promise<{ readonly directory: ProjectDirectory; readonly missing?: SmolfaasError }> {
  try {
    return { directory: await findProjectDirectory(context) };
  } catch (error) {
    if (!force || !isSmolfaasError(error, 'functions-dir-missing')) throw error;
    return { directory: withoutDirectory(context.settings.functionsDir, undefined), missing: error };
  }
}

const isNothing = ({ removed, failures }: DownOutcome): boolean => removed.length + failures.length === 0;

async function downSome(names: readonly string[], observation: Observation, removal: Removal): Promise<void> {
  await unroute(names, observation);
  const theirs = ownContainers(observation).functions.filter(({ labels }) =>
    names.includes(labels[LABEL.function] ?? ''),
  );
  const serves = ({ state }: ObservedContainer) => state === 'running';
  await removeContainers(
    theirs.filter((one) => !serves(one)),
    observation,
    removal,
  );
  // Last: cut short, the function is still there, or all of it is gone.
  await removeContainers(theirs.filter(serves), observation, removal);
}

/** A function whose directory is gone leaves no record. */
async function forget(names: readonly string[], context: PipelineContext, directory: ProjectDirectory): Promise<void> {
  const gone = names.filter((name) => !directory.candidates.some((candidate) => candidate.name === name));
  if (directory.recorded === undefined || gone.length === 0) return;
  await withStore(context, async (store) => gone.forEach((name) => store.forget(name)));
}

async function downAll(observation: Observation, removal: Removal): Promise<void> {
  const { functions, others } = ownContainers(observation);
  await removeContainers(functions, observation, removal);
  await removeContainers(others, observation, removal);
}

async function removeTheRest(observation: Observation, removal: Removal): Promise<void> {
  await removeImages(observation, removal);
  await removeVolumesAndNetworks(observation, removal);
}

/**
 * The lock's file goes even when there is no database: this very run has made it. A database of
 * another directory's project stays: the run was given that of the directory it was started in, and
 * a `--functions-dir` that is elsewhere.
 * @returns false when it stays
 */
async function removeState(
  { engine, settings }: PipelineContext,
  directory: ProjectDirectory,
  observations: readonly Observation[],
  removal: Removal,
): Promise<boolean> {
  const recorded = directory.recorded?.project;
  const isOurs =
    recorded?.functionsDir === directory.functionsDir ||
    observations.some(({ project }) => project.id === recorded?.id);
  if (recorded !== undefined && !isOurs) return false;
  const remove = async () => engine.state.remove(settings.stateDb);
  if (directory.recorded === undefined) await remove();
  else await removal.attempt('state', settings.stateDb, remove);
  return true;
}
