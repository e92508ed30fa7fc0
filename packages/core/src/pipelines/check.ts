/**
 * `smolfaas check`: compare sources, containers, images and routes with the recorded state; report, repair nothing.
 *
 * It takes no lock, so it never waits for a run and never holds one up; it says when one is in progress. It works
 * without a database: what runs is then compared by its labels, and the missing record is a finding of its own.
 */
import type { ChosenBuilder } from '../contract/buildkit-manager.js';
import { LABEL } from '../contract/labels.js';
import type { BuilderView, CheckedFunction, CheckOutcome, Finding } from '../contract/outcome.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { builderContainer, builderSpec } from '../stages/build/builder-spec.js';
import { withPrivileges } from '../stages/build/chosen-builder.js';
import { builderView } from '../stages/check/builder-view.js';
import { type CheckInput, checkFunction } from '../stages/check/check-function.js';
import { checkGeneral } from '../stages/check/check-general.js';
import { checkInputs } from '../stages/check/check-input.js';
import { crashesSinceReady } from '../stages/crashes/since-ready.js';
import { generationOf, runningContainers } from '../stages/decide/function-containers.js';
import { silentFunctions } from '../stages/check/probe-functions.js';
import { findHome, type Home } from '../stages/preflight/home.js';
import { lookAround } from '../stages/preflight/look-around.js';
import type { Site } from '../stages/preflight/site.js';
import { publishedFaults } from '../stages/routes/published-ports.js';
import { routerSpec } from '../stages/routes/router-spec.js';
import { type Survey, surveySources } from '../stages/survey.js';

/**
 * Reports on every function that has a directory, a record or a container.
 * @throws functions-dir-*, project-conflict, engine-*, state-newer, interrupted
 */
export async function check(context: PipelineContext): Promise<CheckOutcome> {
  const { engine, settings } = context;
  const home = await findHome(context);
  const site = await lookAround(context, home);
  const asked = site && chosenBy(site);
  const generations = home.state?.generations ?? [];
  const [survey, seen] = await Promise.all([readSources(context, home, site), site && ask(site, generations)]);
  const inputs = checkInputs(survey, home.state, site, settings, seen);
  const functions = inputs.map(checked);
  const deployed = inputs.filter(({ recorded, containers }) => recorded !== undefined || containers !== undefined);
  const general = site === undefined || deployed.length === 0 ? [] : checkSite(site, deployed, seen?.unreached ?? []);
  const attention = functions.filter(({ findings }) => findings.some(({ ok }) => !ok)).length;
  const holder = engine.state.holder(settings.stateDb);
  const runInProgress = holder && { pid: holder.pid, verb: holder.verb };
  const builder = site && viewBuilder(site);
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
  const contentHash = current?.labels[LABEL.contentHash];
  return {
    function: input.function,
    ...(current !== undefined && { generation: generationOf(current) }),
    ...(contentHash !== undefined && { contentHash }),
    findings: checkFunction(input),
  };
}

/** What is known only by asking: functions, published ports, and what the engine has noted. */
async function ask(site: Site, generations: readonly GenerationRecord[]) {
  const [silent, crashes, unreached] = await Promise.all([
    silentFunctions(site, runningContainers(site)),
    crashesSinceReady(site, generations),
    publishedFaults(site),
  ]);
  return { silent, crashes, unreached };
}

/** Like `up`, but what it learns about the files' stats is not written down. */
async function readSources(context: PipelineContext, home: Home, site: Site | undefined): Promise<Survey> {
  const store = context.engine.state.openReadonly(context.settings.stateDb);
  try {
    return await surveySources(home.candidates, context, site?.observed.images ?? [], store);
  } finally {
    store?.close();
  }
}

/** Undefined where the engine does not say; that is a matter for whoever builds. */
function chosenBy({ context: { engine, settings, signal }, observed, project }: Site) {
  const spec = builderSpec(settings, project, observed.images);
  return engine.builder.choose(spec, signal).catch((): ChosenBuilder | undefined => undefined);
}

function viewBuilder({ context: { engine, settings }, observed, project }: Site): BuilderView | undefined {
  const specHash = engine.builder.specHash(builderContainer(settings, project, observed.images));
  return builderView(observed, project, { name: settings.buildkitName, specHash });
}

function checkSite(
  site: Site,
  deployed: readonly { readonly function: string }[],
  unreached: readonly string[],
): readonly Finding[] {
  const { engine, settings } = site.context;
  const routerHash = engine.router.specHash(routerSpec(settings, site.project, site.observed.images));
  return checkGeneral(site, { routerHash, unreached }, new Set(deployed.map((one) => one.function)));
}
