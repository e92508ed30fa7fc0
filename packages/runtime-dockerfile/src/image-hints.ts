/**
 * Hints for an image that was not found and is probably a misspelt stage.
 *
 * To BuildKit a misspelt `COPY --from=biuld` is the name of an image, and the registry's "not
 * found" says nothing about stages.
 */
import type { FailureHint } from '@smolfaas/core';
import type { Source, Stage } from './read/stages.js';

type Image = Extract<Source, { readonly image: string }>;

/** Hints for names without tag, registry or folder. */
export function imageHints(filename: string, stages: readonly Stage[]): readonly FailureHint[] {
  const names = stages.flatMap(({ name }) => name ?? []);
  const known = names.length > 0 ? `stages: ${names.join(', ')}` : 'no stage has a name';
  return images(stages)
    .filter(({ image }) => /^[\w-]+$/.test(image))
    .map(({ image, line, as }) => ({
      output: `docker.io/library/${image}:latest`,
      hint: `${filename} line ${line}: ${as === 'FROM' ? 'FROM ' : '--from='}${image} is taken for an image, since no stage before it has this name; ${known}`,
    }));
}

const images = (stages: readonly Stage[]): readonly Image[] =>
  stages.flatMap(({ sources }) => sources.filter((source): source is Image => 'image' in source));
