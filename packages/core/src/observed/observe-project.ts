/**
 * Stage 5, observe: find out whose project this is and what the engine has, without changing
 * anything.
 *
 * SmolFaaS queries the engine once, and all decisions of the run use that one answer. `up`, `down`
 * and `check` begin with the same steps. Each handles a missing project differently, and `down`
 * continues when another project holds names of this one.
 */
import { existsSync } from 'node:fs';
import { isSmolfaasError, type SmolfaasError } from '../contract/errors.js';
import type { Project, RecordedProject } from '../contract/labels.js';
import type { Observed, ObserveScope } from '../contract/observed.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { Settings } from '../contract/settings.js';
import { builderVolume, routerVolume, settledName } from '../desired/object-names.js';
import { ownRouter } from './own-objects.js';
import { tellingGone } from './gone-directory.js';
import type { ProjectDirectory } from './project-directory.js';
import { ownRecord, runPlace } from './own-record.js';
import { knownProject, ownProjects } from './project-identity.js';
import type { ObservedRouter, Observation } from './observed-project.js';

/**
 * Makes one list call per kind of object, and inspects each container of the `recorded` project.
 * `functions` are those whose container names must be seen even if another project holds them.
 */
export async function observe(
  context: PipelineContext,
  functions: readonly string[],
  recorded?: Project,
  { withoutImages }: Pick<ObserveScope, 'withoutImages'> = {},
): Promise<Observed> {
  const { settings, engine, emit, signal } = context;
  const { caddyName, buildkitName, imagePrefix, network } = settings;
  const scope = {
    containerNames: [caddyName, buildkitName, ...functions.map((fn) => settledName(imagePrefix, fn))],
    networkName: network,
    volumeNames: [routerVolume(caddyName), builderVolume(buildkitName)],
    project: recorded?.id,
    ...(withoutImages && { withoutImages }),
  };
  const observed = await engine.observe(scope, signal);
  emit({ type: 'engine', endpoint: observed.engine.endpoint, version: observed.engine.version });
  return observed;
}

/**
 * The names that every run with these settings needs. SmolFaaS looks at a builder container only
 * when a run needs one.
 */
export function neededNames({ caddyName: router, network, imagePrefix, buildkitName, builder }: Settings) {
  return { router, network, imagePrefix, builder: builder.kind === 'container' ? buildkitName : undefined };
}

/** The project that the database and the engine's labels agree on. @throws project-conflict */
export function identify(
  { settings }: PipelineContext,
  observed: Observed,
  known: RecordedProject | undefined,
  functions: readonly string[],
  functionsDir: string,
): Project | undefined {
  const recorded = ownRecord(known, { ...runPlace(settings, known), functionsDir }, observed);
  const names = neededNames(settings);
  const input = { recorded, observed, names, functions, functionsDir, exists: existsSync };
  return tellingGone(observed, () => knownProject(input));
}

/**
 * The router, and its routes if it runs and answers. One that does not answer is left to decide.
 */
export async function observeRouter(
  context: PipelineContext,
  observed: Observed,
  project: Project,
): Promise<ObservedRouter> {
  const { engine, settings, signal } = context;
  const container = ownRouter(observed, project, settings.caddyName);
  try {
    const link = await engine.router.link(container, signal);
    return { container, link, state: await link?.read(signal) };
  } catch (error) {
    if (!isSmolfaasError(error, 'router-unreachable')) throw error;
    return { container, link: undefined, state: undefined };
  }
}

/**
 * The full observation for runs that start from existing objects; undefined when neither the
 * database nor the engine knows a project.
 */
export async function observeProject(
  context: PipelineContext,
  directory: ProjectDirectory,
  options: Pick<ObserveScope, 'withoutImages'> = {},
): Promise<Observation | undefined> {
  const functions = namedFunctions(directory);
  const observed = await observe(context, functions, directory.recorded?.project, options);
  const project = identify(context, observed, directory.recorded?.project, functions, directory.functionsDir);
  return project && { context, project, observed, router: await observeRouter(context, observed, project) };
}

/**
 * What a run that only removes observes: this project's objects, and the conflict that would stop
 * every other run.
 */
export interface OwnObservation {
  /**
   * Usually one. There are several if a lost database led to a new id while objects with the old id
   * were left.
   */
  readonly observations: readonly Observation[];
  /**
   * Set when another project holds names of this one. `down` still removes this project's own
   * objects.
   */
  readonly conflict: SmolfaasError<'project-conflict'> | undefined;
}

/** The observation for `down`. @throws engine-* */
export async function observeOwn(context: PipelineContext, directory: ProjectDirectory): Promise<OwnObservation> {
  const functions = namedFunctions(directory);
  const recorded = directory.recorded?.project;
  const observed = await observe(context, functions, recorded);
  const names = neededNames(context.settings);
  const { functionsDir } = directory;
  const projects = ownProjects({ recorded, observed, names, functions, functionsDir, exists: existsSync });
  const observations: Observation[] = [];
  for (const project of projects)
    observations.push({ context, project, observed, router: await observeRouter(context, observed, project) });
  return { observations, conflict: conflictOf(() => identify(context, observed, recorded, functions, functionsDir)) };
}

function conflictOf(work: () => unknown): SmolfaasError<'project-conflict'> | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (isSmolfaasError(error, 'project-conflict')) return error;
    throw error;
  }
}

function namedFunctions({ recorded, functions }: ProjectDirectory): readonly string[] {
  const names = recorded?.generations.map((record) => record.function) ?? [];
  return [...new Set([...functions, ...names])];
}
