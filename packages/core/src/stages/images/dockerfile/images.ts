/**
 * Which images does the build of a Dockerfile ask for? Pure.
 *
 * Only stages that the target needs count, as in BuildKit: what an unused stage is made from is never fetched. A name is a
 * stage before it is an image; `scratch` is neither.
 *
 * What would surprise: an image may carry `ONBUILD` triggers that name further images. They stand in the image, which may not
 * be there yet, so they are not found here.
 */
import { normaliseReference } from '@smolfaas/llb/reference.js';
import type { EngineInfo } from '../../../contract/observed.js';
import { type BuildStage, type Mention, parseDockerfile } from './build-stages.js';

/** What a Dockerfile needs from outside. */
export interface DockerfileNeeds {
  /** Full references, each once. */
  readonly images: readonly string[];
  /** The image of another frontend, which `# syntax=` or the build argument `BUILDKIT_SYNTAX` asks for. */
  readonly frontend: string | undefined;
  /** Addresses that `ADD` downloads. */
  readonly downloads: readonly string[];
  /** Places whose image cannot be told. */
  readonly unknown: readonly { readonly line: number; readonly written: string }[];
}

/** @param attrs of the frontend: `target` and `build-arg:NAME` are looked at */
export function dockerfileNeeds(
  text: string,
  attrs: Readonly<Record<string, string>>,
  platform: EngineInfo['platform'],
): DockerfileNeeds {
  const given = new Map([...platformVariables(platform), ...buildArguments(attrs)]);
  const { stages, syntax } = parseDockerfile(text, given);
  const reached = reachable(stages, attrs['target']);
  const outside = reached.flatMap((at) => mentions(stages[at]).filter((one) => stageOf(one, at, stages) === undefined));
  const found = outside.filter(({ name }) => name !== 'scratch').map((one) => ({ ...one, reference: fullName(one) }));
  const frontend = given.get('BUILDKIT_SYNTAX') ?? syntax;
  return {
    images: unique(found.flatMap(({ reference }) => reference ?? [])),
    frontend: frontend === undefined ? undefined : (tryNormalise(frontend.split(' ')[0] ?? '') ?? frontend),
    downloads: unique(reached.flatMap((at) => stages[at]?.downloads ?? [])),
    unknown: found.flatMap(({ reference, line, written }) => (reference === undefined ? [{ line, written }] : [])),
  };
}

const unique = (list: readonly string[]): string[] => [...new Set(list)];
const mentions = (stage: BuildStage | undefined): readonly Mention[] =>
  stage === undefined ? [] : [stage.from, ...stage.takes];

/** Indexes of the stages that the target needs, in their order. */
function reachable(stages: readonly BuildStage[], target: string | undefined): readonly number[] {
  const last = stages.length - 1;
  const wanted = target === undefined || target === '' ? last : (findStage(target, stages) ?? last);
  const reached = new Set<number>();
  for (const queue = [wanted]; queue.length > 0; ) {
    const at = queue.pop() ?? -1;
    if (at < 0 || reached.has(at)) continue;
    reached.add(at);
    queue.push(...mentions(stages[at]).flatMap((one) => stageOf(one, at, stages) ?? []));
  }
  return [...reached].sort((a, b) => a - b);
}

/** The stage that is meant; `FROM` knows only those before it. */
function stageOf(mention: Mention, at: number, stages: readonly BuildStage[]): number | undefined {
  if (mention.name === undefined) return undefined;
  const isFrom = mention === stages[at]?.from;
  return findStage(mention.name, isFrom ? stages.slice(0, at) : stages, !isFrom);
}

/** By name, the last of several; by number where a number can stand. */
function findStage(name: string, stages: readonly BuildStage[], byNumber = true): number | undefined {
  const named = stages.findLastIndex((stage) => stage.name === name.toLowerCase());
  if (named >= 0) return named;
  return byNumber && /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : undefined;
}

const fullName = ({ name }: Mention): string | undefined => (name === undefined ? undefined : tryNormalise(name));

function tryNormalise(name: string): string | undefined {
  try {
    return normaliseReference(name);
  } catch {
    return undefined;
  }
}

function buildArguments(attrs: Readonly<Record<string, string>>): [string, string][] {
  const prefix = 'build-arg:';
  return Object.entries(attrs).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value] as [string, string]] : [],
  );
}

/** The variables that BuildKit sets by itself (Dockerfile reference, "Automatic platform ARGs"); builder and target are one here. */
function platformVariables({ os, architecture, variant = '' }: EngineInfo['platform']): [string, string][] {
  const platform = [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
  return ['TARGET', 'BUILD'].flatMap((side): [string, string][] => [
    [`${side}PLATFORM`, platform],
    [`${side}OS`, os],
    [`${side}ARCH`, architecture],
    [`${side}VARIANT`, variant],
  ]);
}
