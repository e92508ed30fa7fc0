/**
 * Checks the plain values of a project file against the schema, and each of its profiles merged
 * over them. Pure.
 *
 * Invariants:
 *  1. Every problem is found at once, each with its position.
 *  2. A profile that is not chosen is checked, too. Otherwise its faults would show on the day it is
 *     needed.
 *  3. What the schema finds without a profile is not found again with each profile.
 */
import type { ProjectFileProblem } from '@smolfaas/core';
import { type CrossCheck, crossChecks, type CrossProblem } from './cross-checks.js';
import { type Issue, problemsOf } from './problems.js';
import { isMap, profileFaults, withProfile } from './profiles.js';
import { type Content, projectFile } from './schema.js';
import { has, type Path, placeOf, type YamlSource } from './source.js';

/** The content, unless there are problems. */
export interface Checked {
  readonly content?: Content;
  readonly problems: readonly ProjectFileProblem[];
}

/** The file without a profile, and with each of its profiles. */
export interface CheckedFile {
  readonly base: Checked;
  readonly profiles: ReadonlyMap<string, Checked>;
}

export function checkFile(data: unknown, source: YamlSource, checks: readonly CrossCheck[] = crossChecks): CheckedFile {
  const input = { source, checks };
  const base = checked(data, { ...input, prefix: [] });
  if (!isMap(data) || !isMap(data['profiles'])) return { base, profiles: new Map() };
  const profiles = Object.entries(data['profiles']).flatMap(([name, over]) =>
    isMap(over) ? [[name, checkedProfile(data, over, { ...input, prefix: ['profiles', name] })] as const] : [],
  );
  return { base, profiles: new Map(profiles) };
}

/** The path in the text of a merged value: in the profile, or else outside of it. */
export function whereSet(path: Path, source: YamlSource, prefix: Path): Path {
  const inside = [...prefix, ...path];
  return has(inside, source) ? inside : path;
}

interface Input {
  readonly source: YamlSource;
  readonly checks: readonly CrossCheck[];
  readonly prefix: Path;
}

type Fields = Readonly<Record<string, unknown>>;

function checkedProfile(data: Fields, over: Fields, input: Input): Checked {
  const faults = profileFaults(data, over);
  if (faults.length > 0) return { problems: faults.map((fault) => crossProblem(fault, input)) };
  return checked(withProfile(data, over), input);
}

function checked(data: unknown, input: Input): Checked {
  const parsed = projectFile.safeParse(data, { reportInput: true });
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => issueOf(issue, input));
    return { problems: issues.flatMap((issue) => problemsOf(issue, { ...input, schema: projectFile })) };
  }
  const faults = input.checks.flatMap((check) => check(parsed.data));
  if (faults.length === 0) return { content: parsed.data, problems: [] };
  return { problems: faults.map((fault) => crossProblem(fault, input)) };
}

/** The issue, as far as it is about what the profile sets. */
function issueOf(issue: Issue, { source, prefix }: Input): readonly Issue[] {
  if (prefix.length === 0) return [issue];
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'unrecognized_keys') return has(path, source) ? [issue] : [];
  const keys = issue.keys.filter((key) => has([...path, key], source));
  return keys.length === 0 ? [] : [{ ...issue, keys }];
}

function crossProblem({ path, message, ...rest }: CrossProblem, { source, prefix }: Input): ProjectFileProblem {
  const full = whereSet(path, source, prefix);
  return { ...placeOf(full, source), message: `${full.map(String).join('.')}: ${message}`, ...rest };
}
