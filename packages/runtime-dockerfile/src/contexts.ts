/**
 * Directories that the function shares, as named contexts: `../lib` is what `COPY --from=lib` copies
 * from. `COPY ../lib` cannot work, because the frontend keeps paths within their context.
 *
 * A context has the last part of its path as its name, in lower case, as docker build and Compose
 * name their additional contexts by hand.
 */
import { posix } from 'node:path';
import type { FrontendNeed, SourceTree } from '@smolfaas/core';
import type { Problem } from './problem.js';
import type { Instruction } from './read/instructions.js';
import { fromFlags, type Stage } from './read/stages.js';

/** Names of the contexts, with the paths that they stand for. */
export type Contexts = Readonly<Record<string, string>>;

/** The contexts of the function, or why their names cannot be told apart. */
export function contextsOf({ shared }: SourceTree): Contexts | Problem {
  const contexts = new Map<string, string>();
  for (const path of shared?.paths ?? []) {
    const name = nameOf(path);
    const other = contexts.get(name);
    if (other !== undefined) return sameName(name, other, path);
    contexts.set(name, path);
  }
  return Object.fromEntries(contexts);
}

/** The frontend takes names of images for contexts: they begin with a letter or digit. */
function nameOf(path: string): string {
  const name = posix.basename(path).toLowerCase();
  return name.replace(/^[^a-z0-9]+/, '').replace(/[^a-z0-9._-]/g, '-') || 'shared';
}

/** A context would silently replace a stage of the same name. */
export function refuseSameStage(filename: string, stages: readonly Stage[], contexts: Contexts): Problem | undefined {
  const stage = stages.find(({ name }) => name !== undefined && Object.hasOwn(contexts, name.toLowerCase()));
  if (stage?.name === undefined) return undefined;
  return {
    message: `${filename} line ${stage.line}: the stage ${stage.name} has the name of the shared directory ${contexts[stage.name.toLowerCase()]}`,
    hint: 'rename the stage',
  };
}

/** The lines that use a context, for frontends that do not know them. */
export function contextNeeds(instructions: readonly Instruction[], contexts: Contexts): readonly FrontendNeed[] {
  const used = instructions.flatMap((one) => usedBy(one)).find(({ name }) => Object.hasOwn(contexts, name));
  return used === undefined ? [] : [{ feature: `--from=${used.name}`, since: '1.4', line: used.line }];
}

/** Notes about shared directories from which nothing is copied. */
export function unusedContexts(instructions: readonly Instruction[], contexts: Contexts): readonly string[] {
  const used = new Set(instructions.flatMap((one) => usedBy(one)).map(({ name }) => name));
  return Object.entries(contexts)
    .filter(([name]) => !used.has(name))
    .map(([name, path]) => `${path} is shared and not used: COPY --from=${name} copies from it`);
}

function usedBy(one: Instruction): readonly { readonly name: string; readonly line: number }[] {
  const base = one.keyword === 'FROM' ? [{ value: one.words[0] ?? '', line: one.line }] : [];
  return [...base, ...fromFlags(one)].map(({ value, line }) => ({ name: value.toLowerCase(), line }));
}

const sameName = (name: string, one: string, other: string): Problem => ({
  message: `shared: ${one} and ${other} would both be the context ${name}`,
  hint: 'rename one of these directories: COPY --from must mean one of them',
});
