/**
 * `smolfaas down --project`: removes a project of this engine from anywhere, also one whose directory
 * and database are gone.
 *
 * If the database beside the functions directory records the project, this is `down` in that
 * directory, with its lock. Otherwise no file is left to lock, and labels say what to remove.
 *
 * Gotcha: a database that `--state-db` put elsewhere is not found. It becomes stale, and the next
 * `up` there brings it up to date.
 */
import { dirname, join } from 'node:path';
import type { DownOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { DEFAULT_NAMES } from '../observed/candidate-names.js';
import { engineProjects } from '../observed/engine-projects.js';
import { findProject, type WantedProject } from '../observed/find-project.js';
import { observeRouter } from '../observed/observe-project.js';
import { ownNames } from '../observed/own-names.js';
import { removeAllContainers, removeTheRest } from '../retire/remove-objects.js';
import { startRemoval } from '../retire/removal.js';
import { down } from './down.js';
import { observeAll } from './projects.js';

/** Name of the database beside a functions directory. */
const STATE_DB = '.smolfaas';

/**
 * @param force also images, volumes, network, and the database if it is there
 * @throws unknown-project, ambiguous-project, environment errors, `locked` and `interrupted`
 */
export async function downProject(
  given: PipelineContext,
  { force, ...wanted }: WantedProject & { readonly force: boolean },
): Promise<DownOutcome> {
  const observed = await observeAll(given);
  const { id, functionsDir } = findProject(engineProjects(observed), wanted);
  const names = ownNames(observed, new Set([id])) ?? DEFAULT_NAMES;
  const stateDb = join(dirname(functionsDir), STATE_DB);
  const context = { ...given, settings: { ...given.settings, ...names, functionsDir, stateDb } };
  if (isRecorded(context, id)) return await down(context, { names: [], force });
  const project = { id, functionsDir };
  const observation = { context, project, observed, router: await observeRouter(context, observed, project) };
  const removal = startRemoval(context.emit);
  await removeAllContainers(observation, removal);
  if (force) await removeTheRest(observation, removal);
  return removal.outcome();
}

function isRecorded({ engine, settings }: PipelineContext, id: string): boolean {
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    return store?.project()?.id === id;
  } finally {
    store?.close();
  }
}
