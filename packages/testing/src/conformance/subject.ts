/**
 * The input of a conformance run, and how its checks get recipes from it.
 *
 * Every check makes its own trees, so a handler that changes its input in one check does not affect
 * the others.
 * Invariant: a fault appears only in the check for it. So `built` leaves out examples that were
 * declined, refused or caused an error: the check "builds every example" fails for those, and the
 * checks of graphs cover the rest.
 */
import type {
  Detection,
  Recipe,
  RecipeInput,
  Refusal,
  RuntimeHandler,
  RuntimeManifest,
  SourceTree,
} from '@smolfaas/core';
import { memoryTree } from '../memory-tree.js';

/** A small function of the runtime. */
export interface Example {
  readonly name: string;
  /** Texts by path, as for `memoryTree`. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * One of `files` whose edit must not install dependencies again, such as `main.go`. Adding a file
   * is always tested.
   */
  readonly source?: string;
}

/** A runtime under test. */
export interface ConformanceSubject {
  readonly manifest: RuntimeManifest;
  readonly handler: RuntimeHandler;
  /**
   * The runtime's package.json, parsed: adds the check that it declares the manifest and ships the
   * module.
   */
  readonly packageJson?: unknown;
  /** At least one; if the runtime installs dependencies, at least one example has some. */
  readonly examples: readonly Example[];
  /** References for the manifest's bases; by default its own `image` fields. */
  readonly bases?: Readonly<Record<string, string>>;
}

/** One named check. `run` throws an AssertionError whose message says what to do. */
export interface Check {
  readonly name: string;
  /** Returns if the check passes. */
  readonly run: () => void;
}

/** An example for which the handler returned a recipe. */
export interface Built {
  readonly example: Example;
  readonly recipe: Recipe;
}

/** The input of `recipe` for this tree, as SmolFaaS would make it. */
export function inputOf(subject: ConformanceSubject, tree: SourceTree, detection: Detection): RecipeInput {
  return { function: 'example', tree, detection, bases: basesOf(subject), settings: {} };
}

/** The recipe for these files, or the handler's refusal or error instead. */
export function attempt(subject: ConformanceSubject, tree: SourceTree): Recipe | Refusal | Error {
  try {
    const detection = subject.handler.detect(tree);
    if (detection === undefined) return new Error('detect declined this function');
    return subject.handler.recipe(inputOf(subject, tree, detection));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Narrows the answer of {@link attempt}. */
export function isRecipe(answer: Recipe | Refusal | Error): answer is Recipe {
  return !(answer instanceof Error) && !('refused' in answer);
}

/** Every example for which the handler returns a recipe. */
export function built(subject: ConformanceSubject): readonly Built[] {
  return subject.examples.flatMap((example) => {
    const recipe = attempt(subject, memoryTree(example.files));
    return isRecipe(recipe) ? [{ example, recipe }] : [];
  });
}

function basesOf({ bases, manifest }: ConformanceSubject): Readonly<Record<string, string>> {
  return bases ?? Object.fromEntries(Object.entries(manifest.bases ?? {}).map(([key, { image }]) => [key, image]));
}
