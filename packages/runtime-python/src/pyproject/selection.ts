/**
 * Which optional dependencies a function gets, by its settings `extras` and `groups`. Extras are
 * those of `[project.optional-dependencies]`, groups those of `[dependency-groups]` (PEP 735).
 *
 * Groups listed in `[tool.uv] default-groups` are installed automatically, as `uv sync` does,
 * except `dev`, which has no use in production. `uv pip install` knows no default groups, so they
 * are named for it. `uv sync` finds them by itself, and naming them does no harm.
 */
import type { Problem } from '@smolfaas/runtime-kit';
import type { Chosen } from './project-requirements.js';
import { normalised } from '../requirements/requirement.js';
import { table, texts } from './toml.js';

/** Extras and groups that are installed. */
export interface Selection {
  /** The extras, as the settings name them. */
  readonly extras: readonly string[];
  /** The same extras, and all groups, for comparing. */
  readonly chosen: Chosen;
  /** Arguments for `uv sync` and `uv pip install` alike. */
  readonly args: readonly string[];
  /** Those of them that name groups. */
  readonly groupArgs: readonly string[];
  /** The settings request the group `dev`; otherwise `uv sync` leaves it out. */
  readonly dev: boolean;
}

/** The selection, or the fault in a setting. */
export function select(
  pyproject: Readonly<Record<string, unknown>>,
  settings: Readonly<Record<string, string>>,
): Selection | Problem {
  const known = { extras: extrasOf(pyproject), groups: Object.keys(table(pyproject['dependency-groups'])) };
  const wanted = { extras: names(settings['extras']), groups: names(settings['groups']) };
  for (const kind of ['extras', 'groups'] as const) {
    const has = known[kind]?.map(normalised);
    const unknown = wanted[kind].filter((name) => has?.includes(normalised(name)) === false);
    if (unknown.length > 0) return unknownNames(kind, unknown, known[kind] ?? []);
  }
  const groups = new Set([...defaultGroups(pyproject, known.groups), ...wanted.groups]);
  const extras = wanted.extras.flatMap((name) => ['--extra', name]);
  const groupArgs = [...groups].flatMap((name) => ['--group', name]);
  return {
    extras: wanted.extras,
    chosen: { extras: among(wanted.extras), groups: among([...groups]) },
    args: [...extras, ...groupArgs],
    groupArgs,
    dev: wanted.groups.some(isDev),
  };
}

/** The names of all extras; undefined when only a build knows them. */
function extrasOf(pyproject: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const project = table(pyproject['project']);
  if (texts(project['dynamic']).includes('optional-dependencies')) return undefined;
  return Object.keys(table(project['optional-dependencies']));
}

function among(some: readonly string[]): (name: string) => boolean {
  const all = new Set(some.map(normalised));
  return (name) => all.has(normalised(name));
}

/** Why settings about a project are invalid without a project; undefined when there are none. */
export function refuseSelection(settings: Readonly<Record<string, string>>): Problem | undefined {
  const name = ['extras', 'groups'].find((one) => names(settings[one]).length > 0);
  if (name === undefined) return undefined;
  return {
    message: `setting ${name}: only a pyproject.toml with a [project] table has ${name}, and requirements.txt decides here`,
    hint: 'put the packages into requirements.txt, or their names behind it as in package[extra]',
  };
}

function unknownNames(kind: 'extras' | 'groups', unknown: readonly string[], known: readonly string[]): Problem {
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
