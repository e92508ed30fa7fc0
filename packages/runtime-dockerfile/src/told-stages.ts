/**
 * The stages as the recipe reports them (core/contract/runtime.ts). From this value SmolFaaS lists,
 * locks and fetches images without reading the file again.
 */
import type { DockerfileSource, DockerfileStage } from '@smolfaas/core';
import type { Source, Stage } from './read/stages.js';

export function toldStages(stages: readonly Stage[]): readonly DockerfileStage[] {
  return stages.map(({ name, sources, instructions }) => ({
    ...(name !== undefined && { name: name.toLowerCase() }),
    sources: sources.map(toldSource),
    downloads: instructions
      .filter(({ keyword, trigger }) => keyword === 'ADD' && !trigger)
      .flatMap(({ words }) => words.filter(isRemote)),
  }));
}

function toldSource(source: Source): DockerfileSource {
  const { line, written } = source;
  if ('stage' in source) return { stage: source.stage, line };
  return 'image' in source ? { image: source.image, line } : { unknown: written, line };
}

const isRemote = (word: string): boolean => /^(https?|git|ssh):\/\/|^git@/.test(word);
