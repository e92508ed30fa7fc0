/**
 * The stages of a Dockerfile, the sources of each, and the values of its ARGs before the first
 * FROM.
 *
 * Runs after `instructions.ts`. Used by the recipe's list of stages, by hints, and by the checks of
 * `target` and of secrets.
 * Invariant: names of stages are compared without case. As in BuildKit, FROM knows the stages
 * before it, `--from` all stages of the file.
 */
import type { Flag, Instruction } from './instructions.js';
import { expand, type Variables } from './variables.js';

/**
 * A source from which a stage takes files: another stage, by its index, or an image, by its name
 * with the variables replaced.
 */
export type Source = { readonly line: number; readonly written: string } & (
  | { readonly stage: number }
  | { readonly image: string; readonly as: 'FROM' | '--from' }
  | { readonly unknown: true }
);

export interface Stage {
  /** The name as written after AS. */
  readonly name?: string;
  readonly line: number;
  /** The first one is its base, unless that is `scratch`. */
  readonly sources: readonly Source[];
  readonly instructions: readonly Instruction[];
}

/**
 * @param args values set by the user, by name
 * @param contexts names of named contexts; what comes from one has no source here
 */
export function stagesOf(
  instructions: readonly Instruction[],
  args: Variables,
  contexts: readonly string[] = [],
): readonly Stage[] {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  if (first < 0) return [];
  const global = globalArguments(instructions.slice(0, first), args);
  const parts = splitAtFrom(instructions.slice(first));
  const names = parts.map(([from]) => nameIn(from));
  const stages = parts.map((part, at) => stageOf(part, at, names, global));
  const isContext = (source: Source): boolean => 'image' in source && contexts.includes(source.image.toLowerCase());
  return stages.map((stage) => ({ ...stage, sources: stage.sources.filter((source) => !isContext(source)) }));
}

/** The stage that becomes the image, by name or number; by default the last one. */
export function targetStage(stages: readonly Stage[], target: string | undefined): number | undefined {
  const names = stages.map(({ name }) => name);
  return target === undefined ? stages.length - 1 : indexOf(names, target);
}

/** All stages that one stage needs, including itself. */
export function neededStages(stages: readonly Stage[], target: number): readonly Stage[] {
  const needed = new Set([target]);
  for (const index of needed) {
    for (const source of stages[index]?.sources ?? []) if ('stage' in source) needed.add(source.stage);
  }
  return [...needed].sort((a, b) => a - b).flatMap((index) => stages[index] ?? []);
}

function splitAtFrom(instructions: readonly Instruction[]): Instruction[][] {
  const parts: Instruction[][] = [];
  for (const one of instructions) {
    if (one.keyword === 'FROM') parts.push([one]);
    else parts.at(-1)?.push(one);
  }
  return parts;
}

type Names = readonly (string | undefined)[];

/** `FROM image AS name` */
function nameIn(from: Instruction | undefined): string | undefined {
  const [, as = '', name] = from?.words ?? [];
  return as.toUpperCase() === 'AS' ? name : undefined;
}

function stageOf([from, ...instructions]: readonly Instruction[], at: number, names: Names, global: Variables): Stage {
  const [image = ''] = from?.words ?? [];
  const line = from?.line ?? 0;
  const name = names[at];
  const own = instructions.filter(({ trigger }) => !trigger);
  return {
    ...(name !== undefined && { name }),
    line,
    sources: [...baseOf(image, line, names.slice(0, at), global), ...own.flatMap(fromFlags).flatMap(takenFrom(names))],
    instructions,
  };
}

/** FROM cannot name a stage by its number; only `--from` can. */
function baseOf(written: string, line: number, before: Names, global: Variables): readonly Source[] {
  const image = expand(written, global);
  if (image === undefined) return [{ written, line, unknown: true }];
  if (image === '' || image === 'scratch') return [];
  const stage = byName(before, image);
  return [stage === undefined ? { written, line, image, as: 'FROM' } : { written, line, stage }];
}

/** Variables are not replaced here (Dockerfile reference). */
const takenFrom =
  (names: Names) =>
  ({ value: written, line }: Flag): readonly Source[] => {
    if (written === '' || written === 'scratch') return [];
    const stage = indexOf(names, written);
    if (stage !== undefined) return [{ written, line, stage }];
    return [written.includes('$') ? { written, line, unknown: true } : { written, line, image: written, as: '--from' }];
  };

/** `COPY --from=x` and `RUN --mount=…,from=x`. */
export function fromFlags({ keyword, flags }: Instruction): readonly Flag[] {
  if (keyword === 'COPY') return flags.filter(({ name }) => name === 'from');
  if (keyword !== 'RUN') return [];
  return mountsOf(flags).flatMap(({ options, line }) => {
    const from = options.get('from');
    return from === undefined ? [] : [{ name: 'from', value: from, line }];
  });
}

/** The options of each `--mount`, keys in lower case; one without a value has an empty one. */
export function mountsOf(flags: readonly Flag[]): readonly { options: ReadonlyMap<string, string>; line: number }[] {
  return flags
    .filter(({ name }) => name === 'mount')
    .map(({ value, line }) => ({ options: new Map(value.split(',').map(option)), line }));
}

function option(text: string): [string, string] {
  const [, key = text, value = ''] = /^([^=]*)=(.*)$/s.exec(text.replace(/^"(.*)"$/s, '$1')) ?? [];
  return [key.toLowerCase(), value];
}

function indexOf(names: Names, name: string): number | undefined {
  const found = byName(names, name);
  if (found !== undefined) return found;
  return /^\d+$/.test(name) && Number(name) < names.length ? Number(name) : undefined;
}

/** Of several stages with one name, the last one is used. */
function byName(names: Names, name: string): number | undefined {
  const found = names.findLastIndex((one) => one?.toLowerCase() === name.toLowerCase());
  return found < 0 ? undefined : found;
}

/** `ARG A B=1`: without a default, a variable is set only if the user sets it. */
function globalArguments(instructions: readonly Instruction[], args: Variables): Variables {
  const values: Record<string, string | undefined> = {};
  for (const word of instructions.filter(({ keyword }) => keyword === 'ARG').flatMap(({ words }) => words)) {
    const [, name = word, value] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    values[name] = args[name] ?? (value === undefined ? undefined : expand(value, values));
  }
  return values;
}
