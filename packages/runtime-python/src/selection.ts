/**
 * Which optional dependencies a function gets: extras (`[project.optional-dependencies]`) and groups
 * (`[dependency-groups]`, PEP 735), by its settings `extras` and `groups`.
 *
 * Groups that `[tool.uv] default-groups` lists are installed without being asked for, as `uv sync` does, but for `dev`,
 * which is of no use in production. `uv pip install` knows no default groups, so they are named for it; `uv sync` finds
 * them by itself, and naming them does no harm.
 */
import type { BadProject } from './bad-project.js';
import { table } from './toml.js';

/** Extras and groups that are installed. */
export interface Selection {
  /** Arguments for `uv sync` and `uv pip install` alike. */
  readonly args: readonly string[];
  /** The group `dev` was asked for; `uv sync` leaves it out otherwise. */
  readonly dev: boolean;
}

/** The selection, or what is wrong with a setting. */
export function select(
  pyproject: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, string>>,
): Selection | BadProject {
  const known = {
    extras: Object.keys(table(table(pyproject['project'])['optional-dependencies'])),
    groups: Object.keys(table(pyproject['dependency-groups'])),
  };
  const wanted = { extras: names(settings['extras']), groups: names(settings['groups']) };
  for (const kind of ['extras', 'groups'] as const) {
    const unknown = wanted[kind].filter((name) => !known[kind].some((one) => normalised(one) === normalised(name)));
    if (unknown.length > 0) return unknownNames(kind, unknown, known[kind]);
  }
  const groups = new Set([...defaultGroups(pyproject, known.groups), ...wanted.groups]);
  const extras = wanted.extras.flatMap((name) => ['--extra', name]);
  return {
    args: [...extras, ...[...groups].flatMap((name) => ['--group', name])],
    dev: wanted.groups.some(isDev),
  };
}

/** Why settings about a project make no sense without one; undefined when there are none. */
export function refuseSelection(settings: Readonly<Record<string, string>>): BadProject | undefined {
  const name = ['extras', 'groups'].find((one) => names(settings[one]).length > 0);
  if (name === undefined) return undefined;
  return {
    message: `setting ${name}: only a pyproject.toml with a [project] table has ${name}, and requirements.txt decides here`,
    hint: 'put the packages into requirements.txt, or their names behind it as in package[extra]',
  };
}

function unknownNames(kind: 'extras' | 'groups', unknown: readonly string[], known: readonly string[]): BadProject {
  const place = kind === 'extras' ? '[project.optional-dependencies]' : '[dependency-groups]';
  return {
    message: `setting ${kind}: pyproject.toml has no ${unknown.join(', ')} in ${place}`,
    hint: known.length > 0 ? `it has: ${known.join(', ')}` : `add it there, or remove the setting`,
  };
}

function defaultGroups(pyproject: Readonly<Record<string, unknown>>, known: readonly string[]): readonly string[] {
  const listed = table(table(pyproject['tool'])['uv'])['default-groups'];
  const all = listed === 'all' ? known : Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
  return all.filter((name) => !isDev(name));
}

const isDev = (name: string): boolean => normalised(name) === 'dev';

const names = (text = ''): readonly string[] => text.split(/[\s,]+/).filter((name) => name !== '');

/** PEP 503: runs of `-`, `_` and `.` are one, and case does not matter. */
const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
