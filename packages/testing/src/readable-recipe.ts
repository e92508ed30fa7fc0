/**
 * A recipe as text, for golden files: the graph step by step, then the image's configuration,
 * secrets and notes.
 *
 * A golden file shows in a review what a change does to a build. So it contains everything that
 * reaches the builder, and nothing that differs between two machines.
 */
import type { Recipe, Refusal } from '@smolfaas/core';
import { print } from '@smolfaas/llb';

/** Stable for equal recipes, so a golden file changes exactly when the build changes. */
export function readableRecipe(recipe: Recipe | Refusal): string {
  if ('refused' in recipe) return `refused: ${recipe.refused.message}\nhint: ${recipe.refused.hint}\n`;
  const { image, secrets = {}, notes = [] } = recipe;
  const what =
    image.kind === 'llb' ? [print(image.definition), json('config', image.config)] : [json('dockerfile', image)];
  return `${[...what, json('secrets', secrets), ...notes.map((note) => `note: ${note}`)].join('\n').trimEnd()}\n`;
}

function json(name: string, value: unknown): string {
  return `${name}: ${JSON.stringify(value, null, 2)}`;
}
