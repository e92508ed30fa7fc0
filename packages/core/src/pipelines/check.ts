/**
 * `smolfaas check`: compare sources, containers, images and routes with the recorded state; report, repair nothing.
 *
 * It takes no lock, so it never waits for a run and never holds one up; it says when one is in progress. It works
 * without a database: what runs is then compared by its labels, and the missing record is a finding of its own.
 */
import type { ChosenBuilder } from '../contract/buildkit-manager.js';
import { LABEL } from '../contract/labels.js';
import type { BuilderView, CheckedFunction, CheckOutcome } from '../contract/outcome.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { withPrivileges } from '../stages/make/chosen-builder.js';
import { builderView } from '../stages/check/builder-view.js';
import { type CheckInput, checkFunction } from '../stages/check/check-function.js';
import { checkGeneral } from '../stages/check/check-general.js';
import { checkInputs, type KnownProject } from '../stages/check/check-input.js';
import { crashesSinceReady } from '../stages/crashes/since-ready.js';
import { runningContainers } from '../stages/decide/function-containers.js';
import { desiredInfrastructure, type Infrastructure } from '../stages/desired/desired.js';
import { silentFunctions } from '../stages/check/probe-functions.js';
import { findHome, type Home } from '../stages/preflight/home.js';
import { lookAround } from '../stages/preflight/look-around.js';
import type { Site } from '../stages/preflight/site.js';
import { publishedFaults } from '../stages/routes/published-ports.js';
import { desiredState } from '../stages/recipe/desired-state.js';
import { recipesOfRun } from '../stages/recipe/recipes.js';
import { type Survey, surveySources } from '../stages/survey.js';

/**
 * Reports on every function that has a directory, a record or a container.
 * @throws functions-dir-*, project-conflict, engine-*, state-newer, interrupted
 */
export async function check(context: PipelineContext): Promise<CheckOutcome> {
  const { engine, settings } = context;
  const home = await findHome(context);
  const site = await lookAround(context, home);
  const infrastructure = site && desiredInfrastructure(context, site.project, site.observed.images);
  const asked = infrastructure && chosenBy(infrastructure, context);
  const generations = home.state?.generations ?? [];
  const reading = readSources(context, home);
  const [survey, known] = await Promise.all([
    reading,
    site && infrastructure && look(site, infrastructure, reading, generations),
  ]);
  const inputs = checkInputs(survey, home.state, known, settings);
  const functions = inputs.map(checked);
  const deployed = inputs.filter(({ recorded, containers }) => recorded !== undefined || containers !== undefined);
  const names = new Set(deployed.map((one) => one.function));
  const general = known === undefined || names.size === 0 ? [] : checkGeneral(known, names);
  const attention = functions.filter(({ findings }) => findings.some(({ ok }) => !ok)).length;
  const holder = engine.state.holder(settings.stateDb);
  const runInProgress = holder && { pid: holder.pid, verb: holder.verb };
  const builder = site && infrastructure && viewBuilder(site, infrastructure);
  const chosenBuilder = withPrivileges(await asked, builder);
  return {
    functions,
    general,
    attention,
    ...(chosenBuilder && { chosenBuilder }),
    ...(builder && { builder }),
    ...(runInProgress && { runInProgress }),
  };
}

function checked(input: CheckInput): CheckedFunction {
  const current = input.containers?.current;
  const contentHash = current?.instances[0].labels[LABEL.contentHash];
  return {
    function: input.function,
    ...(current !== undefined && { generation: current.generation }),
    ...(contentHash !== undefined && { contentHash }),
    findings: checkFunction(input),
  };
}

/** What the project should be, and what is known of it only by asking: functions, published ports, and what the engine has noted. */
async function look(
  site: Site,
  infrastructure: Infrastructure,
  reading: Promise<Survey>,
  generations: readonly GenerationRecord[],
): Promise<KnownProject> {
  const [desired, silent, crashes, unreached] = await Promise.all([
    reading.then((survey) => desiredState(infrastructure, survey, site, generations, recipesOfRun())),
    silentFunctions(site, runningContainers(site)),
    crashesSinceReady(site, generations),
    publishedFaults(site, infrastructure),
  ]);
  return { site, desired, silent, crashes, unreached };
}

/** Like `up`, but what it learns about the files' stats is not written down. */
async function readSources(context: PipelineContext, home: Home): Promise<Survey> {
  const store = context.engine.state.openReadonly(context.settings.stateDb);
  try {
    return await surveySources(home.candidates, context, store);
  } finally {
    store?.close();
  }
}

/** Undefined where the engine does not say; that is a matter for whoever builds. */
function chosenBy({ builder }: Infrastructure, { engine, signal }: PipelineContext) {
  return engine.builder.choose(builder.spec, signal).catch((): ChosenBuilder | undefined => undefined);
}

function viewBuilder({ observed, project }: Site, { builder }: Infrastructure): BuilderView | undefined {
  return builderView(observed, project, { name: builder.container.name, specHash: builder.hash });
}
