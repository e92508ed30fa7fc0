/**
 * Stage 6, recipe: the function's runtime describes how to build it.
 *
 * Only this file calls a runtime's code, through the fence of handler.ts. answers.ts checks each
 * answer against the contract. One broken runtime fails only the functions that need it.
 *
 * Invariants:
 * 1. A handler sees the tree and the chosen bases, never project, builder, platform, proxies or
 *    secrets.
 * 2. The digest is computed before any of those are bound, so digests are comparable between hosts.
 *
 * Gotcha: SmolFaaS requests every recipe twice, and both must be equal
 * (docs/decisions/0009-ask-twice.md).
 */
import { SmolfaasError } from '../contract/errors.js';
import type { InstalledRuntime } from '../contract/installed-runtime.js';
import type { Detection, Recipe, Refusal, RuntimeHandler, SourceTree } from '../contract/runtime.js';
import type { SettingMaps } from '../contract/settings.js';
import { canonicalHash } from '../desired/canonical-hash.js';
import { noRuntime } from '../source/detect/detect.js';
import { refuseShared, refuseUnknownSettings } from '../source/detect/function-choice.js';
import { publishedPackage } from '../source/detect/last-runtime.js';
import { wrongDetection, wrongRecipe } from './answers.js';
import { type Bases, references } from '../desired/bases.js';
import { broken, guarded, loadHandler } from './handler.js';
import { firstDifference } from './plain-data.js';

/** A recipe with the runtime that made it. */
export interface Prepared {
  readonly runtime: string;
  /** The package that the runtime came from, if that is a published one. */
  readonly runtimePackage?: string | undefined;
  readonly installed: InstalledRuntime;
  readonly recipe: Recipe;
  /** SHA-256 over what the recipe says about the image. Notes and hints do not change it. */
  readonly digest: string;
}

export interface RecipeRequest {
  readonly function: string;
  readonly tree: SourceTree;
  /** Runtimes whose globs match, in order of precedence. */
  readonly candidates: readonly InstalledRuntime[];
  /** The base images chosen for each candidate. */
  readonly bases: Bases;
  /** The project file's settings for this function. */
  readonly settings: Readonly<Record<string, string>>;
  readonly maps?: SettingMaps;
}

/**
 * Calls the candidates in order. The first that does not decline makes the recipe.
 * @throws runtime-broken, recipe-refused, no-runtime, unknown-setting, shared-unsupported,
 *   source-changed
 */
export async function prepareRecipe(request: RecipeRequest): Promise<Prepared> {
  for (const runtime of request.candidates) {
    const handler = await loadHandler(runtime, request.function);
    const detection = detect(runtime, handler, request);
    if (detection === undefined) continue;
    const recipe = makeRecipe(runtime, handler, detection, request);
    const { id } = runtime.manifest;
    const digest = digestOf(recipe);
    return { runtime: id, runtimePackage: publishedPackage(runtime), installed: runtime, recipe, digest };
  }
  throw noRuntime(request.function, request.candidates);
}

function digestOf({ image, secrets, ssh }: Recipe): string {
  return canonicalHash({ image, secrets, ssh });
}

function detect(runtime: InstalledRuntime, handler: RuntimeHandler, request: RecipeRequest): Detection | undefined {
  const { function: fn, tree, settings } = request;
  const detection = guarded(runtime, fn, 'detect', () => handler.detect(tree, { ...settings }));
  const wrong = wrongDetection(detection);
  if (wrong !== undefined) throw broken(runtime, fn, 'detect', wrong);
  return detection;
}

function makeRecipe(
  runtime: InstalledRuntime,
  handler: RuntimeHandler,
  detection: Detection,
  { function: fn, tree, bases: chosen, settings, maps, candidates }: RecipeRequest,
): Recipe {
  refuseUnknownSettings(fn, runtime.manifest, { settings, ...(maps && { maps }) });
  const { shared } = tree;
  refuseShared(fn, runtime.manifest, { ...(shared && { shared: shared.paths }) }, candidates);
  const bases = references(chosen, runtime.manifest.id);
  const ask = (): Recipe | Refusal => {
    const own = { bases: { ...bases }, settings: { ...settings }, maps: structuredClone(maps ?? {}) };
    const input = { function: fn, tree, detection, ...own };
    const answer = guarded(runtime, fn, 'recipe', () => handler.recipe(input));
    const wrong = wrongRecipe(answer);
    if (wrong !== undefined) throw broken(runtime, fn, 'recipe', wrong);
    return answer;
  };
  const answer = ask();
  const differs = firstDifference(answer, ask(), '');
  if (differs !== undefined)
    throw broken(runtime, fn, 'recipe', `asked twice, it gave different recipes: ${differs} differs`);
  if ('refused' in answer)
    throw new SmolfaasError('recipe-refused', { function: fn, runtime: runtime.manifest.id, ...answer.refused });
  return answer;
}
