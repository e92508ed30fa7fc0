/**
 * Stage 5, recipe: the function's runtime says how it is built.
 *
 * The only place that runs code of a runtime package. It may be anybody's, so everything that can go wrong in it is
 * caught here and named with package and version (`runtime-broken`): a module that does not load, a handler of another
 * contract, a method that throws, a result of another shape. One broken runtime fails the functions that need it and no
 * others.
 *
 * What must stay true: a handler sees the tree and the chosen bases, never project, builder, platform, proxies or
 * secrets; and the digest is taken before any of those are bound, so digests can be compared between hosts.
 */
import { isSmolfaasError, SmolfaasError } from '../../contract/errors.js';
import type { InstalledRuntime } from '../../contract/installed-runtime.js';
import type { ObservedImage } from '../../contract/observed.js';
import {
  CONTRACT,
  type Detection,
  type Recipe,
  type Refusal,
  type RuntimeHandler,
  type SourceTree,
} from '../../contract/runtime.js';
import { canonicalHash } from '../canonical-hash.js';
import { noRuntime } from '../detect/detect.js';
import { refuseUnknownSettings } from '../detect/function-choice.js';
import { chooseBases } from './bases.js';

/** A recipe with the runtime that made it, and the SHA-256 of its canonical form. */
export interface Prepared {
  readonly runtime: string;
  readonly recipe: Recipe;
  readonly digest: string;
}

export interface RecipeRequest {
  readonly function: string;
  readonly tree: SourceTree;
  /** Runtimes whose globs match, in order of precedence. */
  readonly candidates: readonly InstalledRuntime[];
  readonly configuredBases: Readonly<Record<string, string>>;
  readonly images: readonly ObservedImage[];
  /** What the project file sets for this function. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Asks the candidates in order; the first that does not decline makes the recipe.
 * @throws runtime-broken, recipe-refused, no-runtime, unknown-setting, source-changed
 */
export async function prepareRecipe(request: RecipeRequest): Promise<Prepared> {
  for (const runtime of request.candidates) {
    const handler = await loadHandler(runtime, request.function);
    const detection = guarded(runtime, request.function, 'detect', () => handler.detect(request.tree));
    if (detection === undefined) continue;
    const recipe = makeRecipe(runtime, handler, detection, request);
    return { runtime: runtime.manifest.id, recipe, digest: canonicalHash(recipe) };
  }
  throw noRuntime(request.function, request.candidates);
}

async function loadHandler(runtime: InstalledRuntime, fn: string): Promise<RuntimeHandler> {
  let handler: RuntimeHandler;
  try {
    handler = await runtime.load();
  } catch (error) {
    throw broken(runtime, fn, 'load', error);
  }
  const wrong = misfit(handler, runtime.manifest.id);
  if (wrong !== undefined) throw broken(runtime, fn, 'load', wrong);
  return handler;
}

/** Why this object cannot be the handler of the manifest's runtime. It comes from foreign JavaScript, whatever its type says. */
function misfit(handler: RuntimeHandler, id: string): string | undefined {
  if (typeof handler !== 'object' || handler === null) return 'the module exports no handler object';
  const contract: unknown = handler.contract;
  if (contract !== CONTRACT) return `it is made for contract ${String(contract)}, this is contract ${CONTRACT}`;
  if (handler.id !== id) return `the manifest says "${id}", the handler "${handler.id}"`;
  if (typeof handler.detect !== 'function' || typeof handler.recipe !== 'function') return 'it lacks detect or recipe';
  return undefined;
}

function makeRecipe(
  runtime: InstalledRuntime,
  handler: RuntimeHandler,
  detection: Detection,
  { function: fn, tree, configuredBases, images, settings }: RecipeRequest,
): Recipe {
  refuseUnknownSettings(fn, runtime.manifest, settings);
  const bases = chooseBases(runtime.manifest, configuredBases, images);
  const result = guarded(runtime, fn, 'recipe', () =>
    handler.recipe({ function: fn, tree, detection, bases, settings }),
  );
  if (isRefusal(result))
    throw new SmolfaasError('recipe-refused', { function: fn, runtime: runtime.manifest.id, ...result.refused });
  if (!isRecipe(result)) throw broken(runtime, fn, 'recipe', 'the result has no image that this version knows');
  return result;
}

/** Runs a handler's method. Our own errors (a source that changed while it was read) pass through. */
function guarded<T>(runtime: InstalledRuntime, fn: string, during: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw isSmolfaasError(error) ? error : broken(runtime, fn, during, error);
  }
}

function broken(runtime: InstalledRuntime, fn: string, during: string, why: unknown): SmolfaasError {
  if (isSmolfaasError(why)) return why;
  const message = why instanceof Error ? why.message : String(why);
  const { package: name, version, manifest } = runtime;
  return new SmolfaasError(
    'runtime-broken',
    { function: fn, runtime: manifest.id, package: name, version, during, message },
    { cause: why },
  );
}

const isRefusal = (result: Recipe | Refusal): result is Refusal => typeof result === 'object' && 'refused' in result;

function isRecipe(result: Recipe): boolean {
  const image = result?.image;
  if (image?.kind === 'llb') return image.definition instanceof Uint8Array && typeof image.config === 'object';
  return image?.kind === 'dockerfile' && typeof image.filename === 'string';
}
