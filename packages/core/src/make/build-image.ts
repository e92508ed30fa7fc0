/**
 * Stage 9, make: recipe, bind and solve for one function.
 *
 * A file may change between hashing and sending. The builder detects this, because it compares what
 * it sends with what was hashed. SmolFaaS then reads everything again and rebuilds once. A second
 * change is an error: something keeps writing into the source.
 */
import type { BuildEvent, Builder } from '../contract/buildkit-manager.js';
import { isSmolfaasError } from '../contract/errors.js';
import type { SmolfaasEvent } from '../contract/events.js';
import type { Notice } from '../contract/notices.js';
import type { FailureHint, Recipe, SourceTree } from '../contract/runtime.js';
import type { StateStore } from '../contract/state-store.js';
import { type DesiredFunction, desiredFunction } from '../desired/desired.js';
import { desiredImage } from '../desired/desired-image.js';
import type { Observation } from '../observed/observed-project.js';
import { isDockerfileElsewhere } from '../source/detect/dockerfile.js';
import { type FunctionSource, readSource } from '../source/read-source.js';
import type { Prepared } from '../recipe/recipe.js';
import type { Recipes } from '../recipe/recipes.js';
import { bind } from './bind.js';
import { OFFLINE_HINTS, withFailureHint } from './failure-hint.js';
import { refuseUnmetNeeds, withUnmetNeeds } from '../recipe/frontend.js';
import { givenAgents, givenSecrets } from './given-secrets.js';
import { hostSettingsOf } from './host-settings.js';
import { withMissingSource } from './missing-source.js';
import { servedSecrets } from './served-secrets.js';
import { unsetVariables } from './variables.js';

/** An image and what it was built from: everything needed to start and record a generation. */
export interface Version {
  /** What the image was built from. */
  readonly desired: DesiredFunction;
  /** Image id. */
  readonly image: string;
  /** Id of the runtime that made the recipe. */
  readonly runtime: string;
  /** The package that the runtime came from, if that is a published one. */
  readonly runtimePackage?: string | undefined;
  readonly recipeDigest: string | undefined;
  /** When the image was built, in milliseconds since 1970. */
  readonly builtAt: number;
  /** Known if it was built in this run. */
  readonly outputHints?: readonly FailureHint[];
}

/** What a build needs besides the function. */
export interface BuildTools {
  readonly store: StateStore;
  readonly recipes: Recipes;
  /** Resolves to undefined only if the plan builds nothing. */
  readonly builder: Promise<Builder | undefined>;
  /** Receives the changed function, which is built instead, when its source changes meanwhile. */
  readonly onChange: (changed: DesiredFunction) => void;
}

/**
 * Builds the image of one function.
 * @throws what prepareRecipe, BuildKitManager.ensure and Builder.build throw
 */
export async function buildImage(
  desired: DesiredFunction,
  observation: Observation,
  tools: BuildTools,
): Promise<Version> {
  try {
    return await build(desired, observation, tools);
  } catch (error) {
    if (!isSmolfaasError(error, 'source-changed')) throw error;
    const { context, project, observed } = observation;
    const source = await readSource(desired.function, desired.source.dir, { ...context, store: tools.store });
    const basis = { project, settings: context.settings, images: observed.images };
    const changed = desiredFunction(desiredImage(source, basis), basis);
    tools.onChange(changed);
    return await build(changed, observation, tools);
  }
}

async function build(
  desired: DesiredFunction,
  observation: Observation,
  { recipes, builder: ready }: BuildTools,
): Promise<Version> {
  const { context, project, observed } = observation;
  const { settings, emit, signal } = context;
  const { function: fn, source } = desired;
  const made = await recipes(desired);
  const { prepared, tree } = made;
  const { recipe } = prepared;
  emitRemarks(source, prepared, observation);
  emitUnset(fn, tree, prepared, context);
  const { variables } = settings.host;
  const subject = { function: fn, runtime: prepared.installed, secrets: recipe.secrets };
  const given = {
    settings: await hostSettingsOf(subject, context.runtimes, settings.host),
    secrets: givenSecrets(fn, source.dir, recipe.secrets ?? {}, variables),
    agents: givenAgents(fn, recipe.ssh, variables),
  };
  const { platform, apiVersion } = observed.engine;
  const request = bind(desired, made, given, { project, platform, images: observed.images, settings });
  context.onSecrets?.(servedSecrets(request.secrets, recipe.secrets));
  const builder = await ready;
  if (builder === undefined) throw new TypeError(`nothing was planned to be built, and now ${fn} is`);
  if (builder.kind === 'engine') refuseUnmetNeeds(fn, recipe.image, apiVersion);
  const built = await builder
    .build(request, (event) => emit(toldOf(fn, event)), signal)
    .catch((error: unknown) => {
      throw explained(error, source, recipe, settings.offline);
    });
  const { digest: recipeDigest, runtime, runtimePackage } = prepared;
  const { outputHints = [] } = recipe;
  return { desired, image: built.id, runtime, runtimePackage, recipeDigest, builtAt: context.now(), outputHints };
}

/** A builder's warning is shown like any other warning. */
function toldOf(fn: string, event: BuildEvent): SmolfaasEvent {
  if (event.type !== 'warning') return { type: 'build', function: fn, event };
  return { type: 'warning', function: fn, notice: { code: 'builder-says', facts: { text: event.message } } };
}

/** Adds to a failure what is known here but not in the builder. */
function explained(
  error: unknown,
  { function: fn, dir, fingerprint }: FunctionSource,
  recipe: Recipe,
  offline: boolean,
): unknown {
  const hints = [...(offline ? OFFLINE_HINTS : []), ...(recipe.failureHints ?? [])];
  const hinted = withFailureHint(error, hints);
  if (recipe.image.kind !== 'dockerfile') return hinted;
  return withMissingSource(withUnmetNeeds(hinted, fn, recipe.image), dir, fingerprint.entries);
}

/**
 * Warns about unset variables in the function's own files. Those of the host's files are not
 * reported at each build.
 */
function emitUnset(
  fn: string,
  tree: SourceTree,
  { recipe }: Prepared,
  { settings, emit }: Observation['context'],
): void {
  for (const { file, variables } of Object.values(recipe.secrets ?? {})) {
    if (file === undefined || variables !== true) continue;
    for (const name of unsetVariables(tree.readText(file) ?? '', settings.host.variables)) {
      emit({ type: 'warning', function: fn, notice: { code: 'variable-unset', facts: { file, variable: name } } });
    }
  }
}

/**
 * Emits remarks only when something is built from the source, not in every run that finds it
 * unchanged.
 */
function emitRemarks(
  { function: fn, fingerprint, candidates, choice }: FunctionSource,
  { recipe }: Prepared,
  { context }: Observation,
): void {
  const { notes = [], warnings = [] } = recipe;
  const { several } = candidates;
  const undecided = choice.runtime === undefined && recipe.image.kind !== 'dockerfile';
  const files = undecided ? fingerprint.entries.filter(({ kind }) => kind !== 'directory') : [];
  const unusedDockerfiles = files.map(({ path }) => path).filter(isDockerfileElsewhere);
  const says = (text: string): Notice => ({ code: 'runtime-says', facts: { text } });
  for (const { level, notice } of fingerprint.notices) context.emit({ type: level, function: fn, notice });
  if (several !== undefined)
    context.emit({ type: 'note', function: fn, notice: { code: 'several-runtimes', facts: several } });
  for (const path of unusedDockerfiles)
    context.emit({ type: 'note', function: fn, notice: { code: 'dockerfile-elsewhere', facts: { path } } });
  for (const text of notes) context.emit({ type: 'note', function: fn, notice: says(text) });
  for (const text of warnings) context.emit({ type: 'warning', function: fn, notice: says(text) });
}
