/**
 * `smolfaas down`: removes what runs, keeps what makes the next `up` fast.
 *
 * | | containers | routes | records | images, network, volume, database |
 * |---|---|---|---|---|
 * | `down` | all, router last | removed with the router | kept | kept |
 * | `down a b` | those of a and b | removed first, in one push | kept (1) | kept |
 * | `down --force` | all | removed with the router | removed | removed |
 *
 * 1. Unless the function's directory is gone.
 *
 * Invariants:
 * 1. Only objects with this project's label are removed.
 * 2. Everything works from labels when the database is gone, and with `--force` even when the
 *    directory is gone as well.
 * 3. Another project that holds this project's names does not prevent the removal of this project's
 *    own objects.
 * 4. A second run finds nothing to do.
 */
import { LABEL } from '../contract/labels.js';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { DownOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { findProjectDirectory, type ProjectDirectory, projectWithoutDirectory } from '../observed/project-directory.js';
import { withLock, withStore } from './locked-state.js';
import { observeOwn } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { requireKnown } from '../retire/known-functions.js';
import { type Removal, startRemoval } from '../retire/removal.js';
import { ownContainers, removeAllContainers, removeContainers, removeTheRest } from '../retire/remove-objects.js';
import { unroute } from '../routes/unroute.js';

/**
 * Which functions to remove (all if there are no names), and whether to remove everything else too.
 */
export interface DownRequest {
  readonly names: readonly string[];
  readonly force: boolean;
}

/**
 * Removes containers and, if forced, everything else of this project. The outcome lists what could
 * not be removed.
 * @throws force-with-names, unknown-function, environment errors, `locked` and `interrupted`
 */
export async function down(context: PipelineContext, { names, force }: DownRequest): Promise<DownOutcome> {
  if (force && names.length > 0) throw new SmolfaasError('force-with-names', { names });
  await findOwn(context, force); // usage errors are thrown before the lock is taken
  return await withLock(context, 'down', async () => {
    const { directory, missing } = await findOwn(context, force);
    const removal = startRemoval(context.emit);
    const { observations, conflict } = await observeOwn(context, directory);
    requireKnown(names, directory.functions, directory.recorded?.generations ?? [], observations);
    for (const observation of observations) {
      if (names.length > 0) await downSome(names, observation, removal);
      else await removeAllContainers(observation, removal);
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
 * The project directory. With `force`, this is also one whose directory and database are both gone,
 * since objects that name the directory may be left. `missing` is the error to throw if none are
 * left.
 */
async function findOwn(
  context: PipelineContext,
  force: boolean,
): Promise<{ readonly directory: ProjectDirectory; readonly missing?: SmolfaasError }> {
  try {
    return { directory: await findProjectDirectory(context) };
  } catch (error) {
    if (!force || !isSmolfaasError(error, 'functions-dir-missing')) throw error;
    return { directory: projectWithoutDirectory(context.settings.functionsDir, undefined), missing: error };
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
  // Running containers last: if the run is cut short, the function still serves, or all of it is
  // gone.
  await removeContainers(theirs.filter(serves), observation, removal);
}

/** Deletes the records of functions whose directory is gone. */
async function forget(names: readonly string[], context: PipelineContext, directory: ProjectDirectory): Promise<void> {
  const gone = names.filter((name) => !directory.candidates.some((candidate) => candidate.name === name));
  if (directory.recorded === undefined || gone.length === 0) return;
  await withStore(context, async (store) => gone.forEach((name) => store.forget(name)));
}

/**
 * Removes the state files. The lock file is removed even without a database, because this run
 * created it.
 *
 * Gotcha: a database of another directory's project is kept. The run then uses the database of the
 * directory that it was started in, and a `--functions-dir` elsewhere.
 * @returns false when it is kept
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
  if (directory.foreignState || (recorded !== undefined && !isOurs)) return false;
  const remove = async () => engine.state.remove(settings.stateDb);
  if (directory.recorded === undefined) await remove();
  else await removal.attempt('state', settings.stateDb, remove);
  return true;
}
