/**
 * The first half of `up`: everything up to the plan, stages 1 to 7. `up` carries the plan out;
 * `up --dry-run` (preview.ts) reports it. Both call this file, so a dry run predicts what a run
 * does.
 *
 *     observe (5), which refuses what would fail later -> read sources (2, 3) -> desired state (4, 6)
 *       -> decide (7)
 *
 * Invariant: this file only reads. It changes neither the engine nor the database.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { GenerationRecord, StateStore } from '../contract/state-store.js';
import type { Plan } from '../decide/plan.js';
import { deployedFunctions, planRun } from '../decide/plan-run.js';
import { type Desired, desiredInfrastructure } from '../desired/desired.js';
import { type CrashReport, crashesSinceReady } from '../observed/crashes.js';
import { missingNetworks } from '../observed/missing-networks.js';
import type { Observation } from '../observed/observed-project.js';
import { copiedFrom } from '../observed/copied-record.js';
import { preflight } from '../observed/preflight.js';
import { publishedFaults } from '../observed/published-ports.js';
import { desiredState } from '../recipe/desired-state.js';
import { type Recipes, recipesOfRun } from '../recipe/recipes.js';
import { requireKnown } from '../retire/known-functions.js';
import type { Discovered } from '../source/discover/discover.js';
import { refuseProblems } from '../source/given/inputs.js';
import { readSources, type Sources } from '../source/read-sources.js';

/** A run that has decided what to do, and has done nothing yet. */
export interface PlannedRun {
  readonly observation: Observation;
  readonly generations: readonly GenerationRecord[];
  readonly sources: Sources;
  readonly desired: Desired;
  readonly recipes: Recipes;
  readonly crashes: ReadonlyMap<string, CrashReport>;
  readonly plan: Plan;
}

/** What planning needs besides the context; `store` is undefined when there is no database. */
export interface PlanInput {
  readonly store: StateStore | undefined;
  readonly discovered: Discovered;
  readonly restart: boolean;
  /** Adds to the sources what functions receive from this host; a dry run reads no secrets. */
  readonly give: (sources: Sources) => Promise<Sources>;
}

/**
 * Plans a run; undefined when there is nothing to do: no directories, and nothing deployed.
 * @throws project-conflict, foreign-object, port-taken, port-forbidden, unknown-function,
 *   nothing-left, function-input-missing, engine-*; the signal's reason
 */
export async function plannedRun(
  context: PipelineContext,
  { store, discovered, restart, give }: PlanInput,
): Promise<PlannedRun | undefined> {
  const observation = await preflight(context, store, discovered);
  const isCopied = copiedFrom(store?.project(), observation) !== undefined;
  const generations = isCopied ? [] : (store?.generations() ?? []);
  const directories = discovered.candidates.map(({ name }) => name);
  requireKnown([...(context.only ?? [])], directories, generations, [observation]);
  if (isEmpty(observation, discovered)) return undefined;
  const wanted = desiredInfrastructure(context, observation.project, observation.observed.images);
  const [read, unreached, crashes] = await Promise.all([
    readSources(discovered.candidates, context, store),
    publishedFaults(observation, wanted),
    crashesSinceReady(observation, generations),
  ]);
  const sources = await give(read);
  const recipes = recipesOfRun();
  const desired = await desiredState(wanted, sources, observation, generations, recipes);
  refuseProblems(await missingNetworks(desired, context));
  const plan = planRun(observation, { desired, recorded: generations, unreached, restart });
  return { observation, generations, sources, desired, recipes, crashes, plan };
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
