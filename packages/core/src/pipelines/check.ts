/**
 * `smolfaas check`: compares sources, containers, images and routes with the recorded state; it
 * reports and repairs nothing.
 *
 * It takes no lock, so it never waits for a run and never blocks one; it reports when one is in
 * progress. It works without a database: then it compares what runs by its labels, and the missing
 * record is a finding of its own.
 */
import type { ChosenBuilder } from '../contract/buildkit-manager.js';
import { LABEL } from '../contract/labels.js';
import type { BuilderView, CheckedFunction, CheckOutcome } from '../contract/outcome.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { withPrivileges } from '../make/chosen-builder.js';
import { builderView } from '../views/builder-view.js';
import { type CheckInput, checkFunction } from '../views/check-function.js';
import { checkGeneral } from '../views/check-general.js';
import { checkInputs, type KnownProject } from '../views/check-input.js';
import { crashesSinceReady } from '../observed/crashes.js';
import { runningContainers } from '../observed/function-containers.js';
import { desiredInfrastructure, type DesiredInfrastructure } from '../desired/desired.js';
import { silentFunctions } from '../observed/probe-functions.js';
import { findProjectDirectory, type ProjectDirectory } from '../observed/project-directory.js';
import { withEnvironments } from './function-inputs.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { publishedFaults } from '../observed/published-ports.js';
import { desiredState } from '../recipe/desired-state.js';
import { recipesOfRun } from '../recipe/recipes.js';
import { type Sources, readSources } from '../source/read-sources.js';

/**
 * Reports on every function that has a directory, a record or a container.
 * @throws functions-dir-*, project-conflict, engine-*, state-newer, interrupted
 */
export async function check(context: PipelineContext): Promise<CheckOutcome> {
  const { engine, settings } = context;
  const directory = await findProjectDirectory(context);
  const observation = await observeProject(context, directory);
  const infrastructure =
    observation && desiredInfrastructure(context, observation.project, observation.observed.images);
  const asked = infrastructure && chosenBy(infrastructure, context);
  const generations = directory.recorded?.generations ?? [];
  const reading = readUnrecorded(context, directory);
  const [sources, known] = await Promise.all([
    reading,
    observation && infrastructure && look(observation, infrastructure, reading, generations),
  ]);
  const inputs = checkInputs(sources, directory.recorded, known, settings);
  const functions = inputs.map(checked);
  const deployed = inputs.filter(({ recorded, containers }) => recorded !== undefined || containers !== undefined);
  const names = new Set(deployed.map((one) => one.function));
  const general = known === undefined || names.size === 0 ? [] : checkGeneral(known, names);
  const attention = functions.filter(({ findings }) => findings.some(({ ok }) => !ok)).length;
  const holder = engine.state.holder(settings.stateDb);
  const runInProgress = holder && { pid: holder.pid, verb: holder.verb };
  const builder = observation && infrastructure && viewBuilder(observation, infrastructure);
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

/**
 * What the project should be, plus what only queries can show: whether functions and published
 * ports answer, and the events of the engine.
 */
async function look(
  observation: Observation,
  infrastructure: DesiredInfrastructure,
  reading: Promise<Sources>,
  generations: readonly GenerationRecord[],
): Promise<KnownProject> {
  const [desired, silent, crashes, unreached] = await Promise.all([
    reading.then((sources) => desiredState(infrastructure, sources, observation, generations, recipesOfRun())),
    silentFunctions(observation, runningContainers(observation)),
    crashesSinceReady(observation, generations),
    publishedFaults(observation, infrastructure),
  ]);
  return { observation, desired, silent, crashes, unreached };
}

/** Reads sources like `up`, but does not save the stat cache. */
async function readUnrecorded(context: PipelineContext, directory: ProjectDirectory): Promise<Sources> {
  const store = context.engine.state.openReadonly(context.settings.stateDb);
  try {
    return withEnvironments(await readSources(directory.candidates, context, store), context);
  } finally {
    store?.close();
  }
}

/** Undefined if the engine does not report it; only a build has to handle that. */
function chosenBy({ builder }: DesiredInfrastructure, { engine, signal }: PipelineContext) {
  return engine.builder.choose(builder.spec, signal).catch((): ChosenBuilder | undefined => undefined);
}

function viewBuilder({ observed, project }: Observation, { builder }: DesiredInfrastructure): BuilderView | undefined {
  return builderView(observed, project, { name: builder.container.name, specHash: builder.hash });
}
