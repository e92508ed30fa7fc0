/**
 * `smolfaas up`: the spine of the program, one call per stage. The numbers are those of
 * ARCHITECTURE.md.
 *
 *     discover (1) -> observe, read sources and secrets, desired state, decide (5, 2, 3, 4, 6, 7):
 *       planned-run.ts
 *       -> are the images here? (8) -> router and builder, while each function is made and deployed
 *       (9, 10) -> switch routes (11) -> settle and tidy (12)
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
import type { UpOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { StateStore } from '../contract/state-store.js';
import { chosenBuilderOf } from '../make/chosen-builder.js';
import { announcePlan } from '../decide/announce.js';
import { discoverFunctions } from '../source/discover/discover.js';
import { tidyImages } from '../retire/tidy-images.js';
import { requireImages, requireLockFile } from '../images/require-images.js';
import { withAllInputs } from './function-inputs.js';
import { withLock, withStore } from './locked-state.js';
import { type PlannedRun, plannedRun } from './planned-run.js';
import { withinTime } from './within-time.js';
import { copiedFrom } from '../observed/copied-record.js';
import type { Observation } from '../observed/observed-project.js';
import { recordProject, startInfrastructure } from '../deploy/infrastructure.js';
import { ensureNames } from '../routes/call-names.js';
import { pushRoutes } from '../routes/push-routes.js';
import { routeTable } from '../routes/route-table.js';
import { deployAll } from '../deploy/deploy-all.js';
import { outcomeOf } from '../views/up-outcome.js';
import { settleAll } from '../retire/settle.js';
import { saveStatCaches, type Sources } from '../source/read-sources.js';

/** What a run is asked to do. */
export interface UpRequest {
  /** Which functions to converge; all if empty. The others stay as they are. */
  readonly only?: readonly string[];
  /**
   * Starts a new generation of each function that serves, from its image and its present settings,
   * even if nothing changed. Without `only`, functions that do not run stay as they are.
   */
  readonly restart?: boolean;
  /** An upper limit for the whole run, in milliseconds; none if absent. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Makes what runs match the functions directory.
 * A failed function is part of the outcome; the others continue, and its previous version keeps
 * serving.
 * @throws usage, environment, `locked` and `interrupted` errors, `nothing-left`, `run-timeout`,
 *   `function-input-missing`, and
 *   `unknown-function` for a name in `only` without directory, record and container
 */
export async function up(given: PipelineContext, request: UpRequest = {}): Promise<UpOutcome> {
  const { only = [], restart = false, timeoutMs } = request;
  const scoped = only.length === 0 ? given : { ...given, only: new Set(only) };
  return await withinTime(scoped, timeoutMs, async (context) => {
    requireLockFile(context);
    const { functionsDir, imagePrefix, functions } = context.settings;
    const discovered = await discoverFunctions(functionsDir, imagePrefix, functions);
    return await withLock(context, restart ? 'restart' : 'up', () =>
      withStore(context, async (store) => {
        const give = (read: Sources) => withAllInputs(read, context, store);
        const run = await plannedRun(context, { store, discovered, restart, give });
        if (run !== undefined) return await converge(run, store, restart);
        forgetAll(store);
        return { functions: [], empty: true };
      }),
    );
  });
}

async function converge(run: PlannedRun, store: StateStore, restart: boolean): Promise<UpOutcome> {
  const { observation, generations, sources, desired, recipes, crashes, plan } = run;
  const { context } = observation;
  forgetCopied(store, observation);
  saveStatCaches(sources, store);
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
  const routed = table.routes.map((route) => route.function);
  await ensureNames(routed, router?.link, desired, observation, await infrastructure.network);
  const settled = await settleAll(deployments, { ...tools, link: router?.link, keepsRejections: restart });
  await tidyImages(settled, plan.outside, observation, store);
  const { remoteHost } = observation.observed.engine;
  const functions = settled.map((one) => outcomeOf(one, context.settings));
  // If the builder failed, the functions that waited for it report the error.
  const builder = await infrastructure.builder.catch(() => undefined);
  const chosen = builder && { chosenBuilder: chosenBuilderOf(builder) };
  const outside = plan.outside.map((one) => one.function);
  return {
    functions,
    empty: false,
    ...(outside.length > 0 && { outside }),
    ...chosen,
    ...(remoteHost !== undefined && { remoteHost }),
  };
}

/**
 * A database that was copied with its directory records the functions of the other directory. This
 * project begins with records of its own.
 */
function forgetCopied(store: StateStore, observation: Observation): void {
  const otherDir = copiedFrom(store.project(), observation);
  if (otherDir === undefined) return;
  observation.context.emit({ type: 'note', notice: { code: 'state-copied', facts: { otherDir } } });
  store.together(() => {
    for (const fn of new Set([...store.generations(), ...store.rejections()].map((one) => one.function)))
      store.forget(fn);
    store.saveProject(observation.project);
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
