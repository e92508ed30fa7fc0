/**
 * The stages of a Dockerfile, what each takes from where, and the values of its ARGs before the first FROM.
 *
 * Place: after `instructions.ts`; `images.ts`, the checks of `target` and of secrets ask here.
 * Must stay true: names of stages are compared without case, and a stage can be taken from only after it was made, as BuildKit does it.
 */
import type { Flag, Instruction } from './instructions.js';
import { expand, type Variables } from './variables.js';

/** A place from which a stage takes files: another stage, by its index, or an image. */
export type Source =
  | { readonly stage: number; readonly line: number }
  | { readonly image: string; readonly line: number; readonly as: 'FROM' | '--from' };

export interface Stage {
  /** As it is written behind AS. */
  readonly name?: string;
  readonly line: number;
  /** The first one is its base, unless that is `scratch` or cannot be told without running the build. */
  readonly sources: readonly Source[];
  readonly instructions: readonly Instruction[];
}

/** @param args values that the user sets, by name */
export function stagesOf(instructions: readonly Instruction[], args: Variables): readonly Stage[] {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  if (first < 0) return [];
  const global = globalArguments(instructions.slice(0, first), args);
  const stages: Stage[] = [];
  for (const part of splitAtFrom(instructions.slice(first))) stages.push(stageOf(part, stages, global));
  return stages;
}

/** The stage that becomes the image: by name or number, the last one unless named. */
export function targetOf(stages: readonly Stage[], target: string | undefined): number | undefined {
  return target === undefined ? stages.length - 1 : indexOf(stages, target);
}

/** The stages that are needed for one of them, itself included. */
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

function stageOf(part: readonly Instruction[], before: readonly Stage[], global: Variables): Stage {
  const [from, ...instructions] = part;
  const [image = '', as = '', name] = from?.words ?? [];
  const line = from?.line ?? 0;
  const base = sourceOf(expand(image, global), before, line, 'FROM', 'name');
  const taken = instructions.flatMap((one) =>
    one.trigger ? [] : fromFlags(one).flatMap((flag) => sourceOf(flag.value, before, flag.line, '--from', 'any') ?? []),
  );
  return {
    ...(as.toUpperCase() === 'AS' && name !== undefined && { name }),
    line,
    sources: [...(base === undefined ? [] : [base]), ...taken],
    instructions,
  };
}

/** `COPY --from=x` and `RUN --mount=…,from=x`; names with variables are left to the frontend, which takes few of them. */
function fromFlags({ keyword, flags }: Instruction): readonly Flag[] {
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

/** A stage by number can be meant by `--from` only. Nothing is told of names that hold a variable without a value. */
function sourceOf(
  name: string | undefined,
  before: readonly Stage[],
  line: number,
  as: 'FROM' | '--from',
  by: 'name' | 'any',
): Source | undefined {
  if (name === undefined || name === '' || name === 'scratch' || name.includes('$')) return undefined;
  const stage = by === 'any' ? indexOf(before, name) : byName(before, name);
  return stage === undefined ? { image: name, line, as } : { stage, line };
}

function indexOf(stages: readonly Stage[], name: string): number | undefined {
  const found = byName(stages, name);
  if (found !== undefined) return found;
  return /^\d+$/.test(name) && Number(name) < stages.length ? Number(name) : undefined;
}

/** The last of several stages of one name hides the others. */
function byName(stages: readonly Stage[], name: string): number | undefined {
  const found = stages.findLastIndex((stage) => stage.name?.toLowerCase() === name.toLowerCase());
  return found < 0 ? undefined : found;
}

function globalArguments(instructions: readonly Instruction[], args: Variables): Variables {
  const values: Record<string, string | undefined> = {};
  for (const word of instructions.filter(({ keyword }) => keyword === 'ARG').flatMap(({ words }) => words)) {
    const [, name = word, value] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    values[name] =
      args[name] ?? (value === undefined ? undefined : expand(value.replace(/^(["'])(.*)\1$/s, '$2'), values));
  }
  return values;
}
