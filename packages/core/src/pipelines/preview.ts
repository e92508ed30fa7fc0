/**
 * `smolfaas up --dry-run`: what `up` would do now, with the reasons, and what it would build.
 *
 *     discover (1) -> the first half of `up` (planned-run.ts) -> recipes and images of what would be
 *       built (6, 8) -> report
 *
 * Invariants:
 *  1. It changes nothing: no lock, no record, no container, no image, no pull.
 *  2. The plan is the one that `up` would carry out, because the same code makes it.
 *
 * Gotcha: it cannot predict whether a build succeeds, and whether a container that runs answers. A
 * container that does not answer is replaced, see deploy/deploy.ts.
 */
import { isSmolfaasError, type SmolfaasError } from '../contract/errors.js';
import type { BuildPreview, FunctionPreview, UpPreview } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { FunctionPlan } from '../decide/plan.js';
import type { DesiredFunction } from '../desired/desired.js';
import { presentImage } from '../desired/local-image.js';
import { functionNeeds } from '../images/function-needs.js';
import { requireLockFile } from '../images/require-images.js';
import { requirePresent } from '../images/verify-images.js';
import { discoverFunctions } from '../source/discover/discover.js';
import type { Sources } from '../source/read-sources.js';
import { withEnvironments } from './function-inputs.js';
import { type PlannedRun, plannedRun } from './planned-run.js';

/** Which functions the run would be about; all if empty. */
export interface PreviewRequest {
  readonly only?: readonly string[];
}

/**
 * The plan of `up`, without carrying it out.
 * @throws what `up` throws before it changes anything
 */
export async function previewUp(given: PipelineContext, { only = [] }: PreviewRequest = {}): Promise<UpPreview> {
  const context = only.length === 0 ? given : { ...given, only: new Set(only) };
  requireLockFile(context);
  const { engine, settings } = context;
  const discovered = await discoverFunctions(settings.functionsDir, settings.imagePrefix, settings.functions);
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const give = async (read: Sources) => withEnvironments(read, context);
    const run = await plannedRun(context, { store, discovered, restart: false, give });
    return run === undefined ? NOTHING : await preview(run);
  } finally {
    store?.close();
  }
}

const IDLE = { action: 'nothing', reasons: [] } as const;
const NOTHING: UpPreview = { functions: [], network: IDLE, router: IDLE, builder: IDLE, outside: [], empty: true };

async function preview(run: PlannedRun): Promise<UpPreview> {
  const { plan, observation, desired, recipes } = run;
  const { settings } = observation.context;
  if (settings.lock !== undefined || settings.offline) await requirePresent(plan, desired, recipes, observation);
  const functions = await Promise.all(plan.functions.map((one) => previewOf(one, run)));
  return {
    functions,
    network: plan.network,
    router: { action: plan.router.action, reasons: plan.router.reasons },
    builder: plan.builder,
    outside: plan.outside.map((one) => one.function),
    empty: false,
  };
}

async function previewOf(plan: FunctionPlan, run: PlannedRun): Promise<FunctionPreview> {
  const { function: fn, action, reasons, orphan, desired, generation, current } = plan;
  const failure = run.desired.failures.get(fn);
  const launches = action === 'build' || action === 'start' || action === 'replace';
  const about = {
    function: fn,
    action,
    reasons,
    orphan,
    serves: current !== undefined,
    ...(launches && { generation }),
  };
  if (failure !== undefined) return { ...about, error: failure };
  if (action !== 'build' || desired === undefined) return about;
  const build = await buildOf(desired, run);
  return isSmolfaasError(build) ? { ...about, error: build } : { ...about, build };
}

/** What building it would need; an error if its recipe cannot be made. */
async function buildOf(desired: DesiredFunction, run: PlannedRun): Promise<BuildPreview | SmolfaasError> {
  const { observed } = run.observation;
  try {
    const { prepared } = await run.recipes(desired);
    const { images, downloads } = await functionNeeds(desired, run.recipes, observed);
    const needed = images.map(({ reference }) => ({
      reference,
      present: presentImage(reference, observed.images) !== undefined,
    }));
    return { runtime: prepared.runtime, images: needed, downloads };
  } catch (error) {
    run.observation.context.signal.throwIfAborted();
    if (!isSmolfaasError(error)) throw error;
    return error;
  }
}
