/**
 * Which images does the build of a Dockerfile fetch? Pure.
 *
 * The runtime has read the file. This file adds the platform, which recipes never see, and selects
 * the stages that count: only those that the target needs, as in BuildKit. SmolFaaS never fetches
 * the base image of an unused stage.
 *
 * Gotcha: an image may carry `ONBUILD` triggers that name further images. They are not found here,
 * because they are part of an image that may not be present yet.
 */
import { normaliseReference } from '@smolfaas/llb/reference.js';
import type { EngineInfo } from '../contract/observed.js';
import type { DockerfileSource, DockerfileStage } from '../contract/runtime.js';

/** What a Dockerfile fetches from registries and other servers. */
export interface DockerfileNeeds {
  /** Full references, without duplicates. */
  readonly images: readonly string[];
  /** Addresses that `ADD` downloads. */
  readonly downloads: readonly string[];
  /** Lines whose image cannot be determined. */
  readonly unknown: readonly { readonly line: number; readonly written: string }[];
}

type Stages = readonly DockerfileStage[];

/** @param target name or number of a stage; defaults to the last one */
export function dockerfileNeeds(
  written: Stages,
  target: string | undefined,
  platform: EngineInfo['platform'],
): DockerfileNeeds {
  const stages = forPlatform(written, platform);
  const reached = reachable(stages, target).flatMap((at) => stages[at] ?? []);
  const sources = reached.flatMap((stage) => stage.sources);
  return {
    images: unique(sources.flatMap((source) => ('image' in source ? normaliseReference(source.image) : []))),
    downloads: unique(reached.flatMap(({ downloads }) => downloads)),
    unknown: sources.flatMap((source) => ('unknown' in source ? [{ line: source.line, written: source.unknown }] : [])),
  };
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];

/** Expands the platform's variables in image names; some names turn out to be stages. */
function forPlatform(stages: Stages, platform: EngineInfo['platform']): Stages {
  const values = platformVariables(platform);
  return stages.map((stage, at) => {
    const sources = stage.sources.flatMap((source): readonly DockerfileSource[] => {
      if (!('image' in source)) return [source];
      const { image: written, line } = source;
      const image = written.replace(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
      const earlier = image === written ? undefined : findStage(image, stages.slice(0, at), false);
      if (earlier !== undefined) return [{ stage: earlier, line }];
      if (image === 'scratch') return [];
      return [isReference(image) ? { image, line } : { unknown: written, line }];
    });
    return { ...stage, sources };
  });
}

/** Indexes of the stages that the target needs, in their order. */
function reachable(stages: Stages, target = ''): readonly number[] {
  const last = stages.length - 1;
  const reached = new Set([target === '' ? last : (findStage(target, stages, true) ?? last)]);
  for (const at of reached) {
    for (const source of stages[at]?.sources ?? []) if ('stage' in source) reached.add(source.stage);
  }
  return [...reached].sort((a, b) => a - b);
}

/** Finds by name, the last of several; by number only where Dockerfiles allow a number. */
function findStage(name: string, stages: Stages, byNumber: boolean): number | undefined {
  const named = stages.findLastIndex((stage) => stage.name === name.toLowerCase());
  if (named >= 0) return named;
  return byNumber && /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : undefined;
}

function isReference(name: string): boolean {
  try {
    return normaliseReference(name) !== '';
  } catch {
    return false;
  }
}

/**
 * The variables that BuildKit sets itself (Dockerfile reference, "Automatic platform ARGs"). Here,
 * the build and target platforms are the same.
 */
function platformVariables({ os, architecture, variant = '' }: EngineInfo['platform']): ReadonlyMap<string, string> {
  const platform = [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
  const one = { PLATFORM: platform, OS: os, ARCH: architecture, VARIANT: variant };
  const sides = ['TARGET', 'BUILD'].flatMap((side) =>
    Object.entries(one).map(([name, value]) => [`${side}${name}`, value] as const),
  );
  return new Map(sides);
}
