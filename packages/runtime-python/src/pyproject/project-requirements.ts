/**
 * The requirements of a pyproject.toml: `[project]`, its extras, and dependency groups (PEP 735).
 */
import { normalised } from '../requirements/requirement.js';
import { isTable, type Table, table, texts, uvOf } from './toml.js';

/** Which extras and groups count, by their normal names. */
export interface Chosen {
  readonly extras: (name: string) => boolean;
  readonly groups: (name: string) => boolean;
}

/** What a lock file covers. */
export const ALL: Chosen = { extras: () => true, groups: () => true };

/** What other packages may ask a package for. */
export const WITHOUT_GROUPS: Chosen = { extras: () => true, groups: () => false };

/** The requirements. */
export function requirementsOf(pyproject: Table, chosen: Chosen): readonly string[] {
  const { dependencies, 'optional-dependencies': optional } = table(pyproject['project']);
  const extras = Object.entries(table(optional)).filter(([name]) => chosen.extras(normalised(name)));
  const groups = table(pyproject['dependency-groups']);
  return [
    ...texts(dependencies),
    ...extras.flatMap(([, extra]) => texts(extra)),
    ...Object.keys(groups).flatMap((name) => (chosen.groups(normalised(name)) ? group(groups, name, []) : [])),
  ];
}

/** The constraints and overrides of `[tool.uv]`, which have the form of requirements. */
export function constraintsOf(pyproject: Table): readonly string[] {
  const uv = uvOf(pyproject);
  return [...texts(uv['constraint-dependencies']), ...texts(uv['override-dependencies'])];
}

/** A group with those that it includes; one that includes itself is left to uv. */
function group(groups: Table, name: string, within: readonly string[]): readonly string[] {
  const key = Object.keys(groups).find((one) => normalised(one) === normalised(name));
  if (key === undefined || within.includes(key)) return [];
  return [groups[key]].flat().flatMap((one) => {
    if (typeof one === 'string') return [one];
    const included = isTable(one) ? texts(one['include-group']) : [];
    return included.flatMap((other) => group(groups, other, [...within, key]));
  });
}
