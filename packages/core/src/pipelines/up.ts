/**
 * `smolfaas up`: the spine of the program, one call per stage. The numbers are those of
 * ARCHITECTURE.md.
 *
 *     discover (1) -> preflight, which observes (5) -> read sources (2, 3) -> desired state (4, 6)
 *       -> decide (7) -> are the images here? (8) -> router and builder, while each function is made
 *       and deployed (9, 10) -> switch routes (11) -> settle and tidy (12)
 *
 * Invariants:
 * 1. Until the switch the routes of clients stay as they are. A run that ends before it removes what
 *    it started; after a kill, the next run does.
 * 2. The switch is one push of one whole table, and old generations are removed only after it. Each
 *    function's own switch is atomic.
 * 3. A second run finds everything as desired and changes nothing. After a kill at any point, the
 *    next run completes the work.
 * 4. Nothing is kept between two runs in one process.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { UpOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { StateStore } from '../contract/state-store.js';
import { chosenBuilderOf } from '../make/chosen-builder.js';
import { crashesSinceReady } from '../observed/crashes.js';
import { announcePlan } from '../decide/announce.js';
import { deployedFunctions, planRun } from '../decide/plan-run.js';
import { desiredInfrastructure } from '../desired/desired.js';
import { type Discovered, discoverFunctions } from '../source/discover/discover.js';
import { tidyImages } from '../retire/tidy-images.js';
import { requireImages, requireLockFile } from '../images/require-images.js';
import { withLock, withStore } from './locked-state.js';
import { requireKnown } from '../retire/known-functions.js';
import { engineProjects } from '../observed/engine-projects.js';
import { ownerOfRecord, runPlace } from '../observed/own-record.js';
import { preflight } from '../observed/preflight.js';
import type { Observation } from '../observed/observed-project.js';
import { desiredState } from '../recipe/desired-state.js';
import { recipesOfRun } from '../recipe/recipes.js';
import { recordProject, startInfrastructure } from '../deploy/infrastructure.js';
import { publishedFaults } from '../observed/published-ports.js';
import { pushRoutes } from '../routes/push-routes.js';
import { routeTable } from '../routes/route-table.js';
import { deployAll } from '../deploy/deploy-all.js';
import { outcomeOf } from '../views/up-outcome.js';
import { settleAll } from '../retire/settle.js';
import { saveStatCaches, readSources } from '../source/read-sources.js';

/** Which functions to converge; all if empty. The others stay as they are. */
export interface UpRequest {
  readonly only?: readonly string[];
}

/**
 * Makes what runs match the functions directory.
 * A failed function is part of the outcome; the others continue, and its previous version keeps
 * serving.
 * @throws usage, environment, `locked` and `interrupted` errors, `nothing-left`, and `unknown-function` for a name in
 *   `only` without directory, record and container
 */
export async function up(given: PipelineContext, { only = [] }: UpRequest = {}): Promise<UpOutcome> {
  const context = only.length === 0 ? given : { ...given, only: new Set(only) };
  requireLockFile(context);
  const discovered = await discoverFunctions(context.settings.functionsDir, context.settings.imagePrefix);
  return await withLock(context, 'up', () => withStore(context, (store) => converge(context, store, discovered)));
}

async function converge(context: PipelineContext, store: StateStore, discovered: Discovered): Promise<UpOutcome> {
  const observation = await preflight(context, store, discovered);
  forgetCopied(store, observation);
  if (isEmpty(observation, discovered)) {
    forgetAll(store);
    return { functions: [], empty: true };
  }

  const generations = store.generations();
  const directories = discovered.candidates.map(({ name }) => name);
  requireKnown([...(context.only ?? [])], directories, generations, [observation]);
  const wanted = desiredInfrastructure(context, observation.project, observation.observed.images);
  const [sources, unreached, crashes] = await Promise.all([
    readSources(discovered.candidates, context, store),
    publishedFaults(observation, wanted),
    crashesSinceReady(observation, generations),
  ]);
  saveStatCaches(sources, store);
  const recipes = recipesOfRun();
  const desired = await desiredState(wanted, sources, observation, generations, recipes);
  const plan = planRun(observation, desired, generations, unreached);
  announcePlan(plan, crashes, context.emit);
  await requireImages(plan, desired, recipes, observation);

  recordProject(observation, plan, store);
  const infrastructure = startInfrastructure(plan, desired, observation);
  const recorded = new Map(generations.map((record) => [record.function, record]));
  const tools = { observation, store, infrastructure, recipes, recorded, unrouted: new Map(), tried: new Map() };
  const deployments = await deployAll(plan, desired.failures, tools);
  const router = await infrastructure.router;
  const retires = deployments.some(({ retire }) => retire.length > 0);
  const table = routeTable(context.settings, [...deployments, ...plan.outside]);
  await pushRoutes({ table, retires, unrouted: tools.unrouted }, router, context);
  const settled = await settleAll(deployments, { ...tools, link: router?.link });
  await tidyImages(settled, plan.outside, observation, store);
  const { remoteHost } = observation.observed.engine;
  const functions = settled.map((one) => outcomeOf(one, context.settings));
  // If the builder failed, the functions that waited for it report the error.
  const builder = await infrastructure.builder.catch(() => undefined);
  const chosen = builder && { chosenBuilder: chosenBuilderOf(builder) };
  return { functions, empty: false, ...chosen, ...(remoteHost !== undefined && { remoteHost }) };
}

/**
 * A database that was copied with its directory records the functions of the other directory. This
 * project begins with records of its own.
 */
function forgetCopied(store: StateStore, { context, project, observed }: Observation): void {
  const recorded = store.project();
  const place = runPlace(context.settings, recorded);
  if (recorded === undefined || ownerOfRecord(recorded, place, observed) !== 'copied') return;
  const owner = engineProjects(observed).find(({ id }) => id === recorded.id) ?? recorded;
  const { functionsDir: otherDir } = owner;
  context.emit({ type: 'note', notice: { code: 'state-copied', facts: { otherDir } } });
  store.together(() => {
    for (const fn of new Set([...store.generations(), ...store.rejections()].map((one) => one.function)))
      store.forget(fn);
    store.saveProject(project);
  });
}

/**
 * Deletes the records of functions that have neither directory nor container: there is nothing to
 * keep.
 */
function forgetAll(store: StateStore): void {
  const records = [...store.generations(), ...store.rejections()];
  if (records.length > 0) store.together(() => records.forEach((record) => store.forget(record.function)));
}

/**
 * No directories and nothing deployed: a fresh folder. No directories, but something deployed: a
 * wrong folder.
 */
function isEmpty(observation: Observation, { candidates, functionsDir }: Discovered): boolean {
  const deployed = deployedFunctions(observation);
  if (candidates.length > 0) return false;
  if (deployed.length > 0) throw new SmolfaasError('nothing-left', { deployed, functionsDir });
  return true;
}
