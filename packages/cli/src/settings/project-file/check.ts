/**
 * Checks the plain values of a project file against the schema, and each of its profiles merged
 * over them. Pure.
 *
 * Invariants:
 *  1. Every problem is found at once, each with its position.
 *  2. A profile that is not chosen is checked, too. Otherwise its faults would show on the day it is
 *     needed.
 *  3. What is wrong without a profile is reported once, and not again with each profile.
 */
import type { ProjectFileProblem } from '@smolfaas/core';
import { crossChecks, type CrossProblem } from './cross-checks.js';
import { type Issue, problemsOf } from './problems.js';
import { isMap, profileFaults, withProfile } from './profiles.js';
import { type Content, projectFile } from './schema.js';
import { has, type Path, placeOf, type YamlSource } from './source.js';

/** The content, unless there are problems. */
export interface Checked {
  readonly content?: Content;
  readonly problems: readonly ProjectFileProblem[];
  /** Path of the profile that is merged into the content; empty without one. */
  readonly prefix: Path;
}

/** The file without a profile, and with each of its profiles. */
export interface CheckedFile {
  readonly base: Checked;
  readonly profiles: ReadonlyMap<string, Checked>;
}

export function checkFile(data: unknown, source: YamlSource): CheckedFile {
  const base = checked(data, source, []);
  if (!isMap(data) || !isMap(data['profiles'])) return { base, profiles: new Map() };
  const profiles = Object.entries(data['profiles']).flatMap(([name, over]) =>
    isMap(over) ? [[name, checkedProfile(data, over, source, ['profiles', name])] as const] : [],
  );
  return { base, profiles: new Map(profiles) };
}

/** The path in the text of a merged value: in the profile, or else outside of it. */
export function whereSet(path: Path, source: YamlSource, prefix: Path): Path {
  const inside = [...prefix, ...path];
  return has(inside, source) ? inside : path;
}

function checkedProfile(
  data: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
  source: YamlSource,
  prefix: Path,
): Checked {
  const faults = profileFaults(data, over);
  if (faults.length > 0) return { prefix, problems: faults.map((fault) => crossProblem(fault, source, prefix)) };
  return checked(withProfile(data, over), source, prefix);
}

function checked(data: unknown, source: YamlSource, prefix: Path): Checked {
  const parsed = projectFile.safeParse(data, { reportInput: true });
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => issueOf(issue, source, prefix));
    return { prefix, problems: issues.flatMap((issue) => problemsOf(issue, { source, schema: projectFile, prefix })) };
  }
  const faults = crossChecks.flatMap((check) => check(parsed.data));
  if (faults.length === 0) return { prefix, content: parsed.data, problems: [] };
  return { prefix, problems: faults.map((fault) => crossProblem(fault, source, prefix)) };
}

/** The issue, as far as it is about what the profile sets. */
function issueOf(issue: Issue, source: YamlSource, prefix: Path): readonly Issue[] {
  if (prefix.length === 0) return [issue];
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'unrecognized_keys') return has(path, source) ? [issue] : [];
  const keys = issue.keys.filter((key) => has([...path, key], source));
  return keys.length === 0 ? [] : [{ ...issue, keys }];
}

function crossProblem({ path, message, ...rest }: CrossProblem, source: YamlSource, prefix: Path): ProjectFileProblem {
  const full = whereSet(path, source, prefix);
  return { ...placeOf(full, source), message: `${full.map(String).join('.')}: ${message}`, ...rest };
}
