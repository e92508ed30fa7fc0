/**
 * Every setting of the project file as a list: what `smolfaas help settings` and docs/settings.md
 * show. Made from the schema. Pure.
 */
import { variableOf } from '../values.js';
import { type Described, describedSchema } from './described.js';

export type SettingGroup = 'project' | 'function' | 'registry';

export interface Setting {
  readonly group: SettingGroup;
  /** Its keys from the top of the file, with a placeholder for a name: `functions.NAME.ca`. */
  readonly path: readonly string[];
  /** The kind of its value, in words. */
  readonly kind: string;
  readonly description: string;
  readonly default?: string;
  /** The flag that also sets it, and its variable. */
  readonly flag?: string;
  readonly variable?: string;
}

/** Placeholders for the names below these keys; NAME for others. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { registries: 'HOST', bases: 'KEY' };

/** Below these keys each entry is a group of settings of its own. */
const GROUPS: Readonly<Record<string, SettingGroup>> = { functions: 'function', registries: 'registry' };

/** In the order of the schema. */
export const allSettings = (): readonly Setting[] => below(describedSchema(), []);

/** The keys that a reader sees in a group: without those that name the group. */
export const shownKey = ({ group, path }: Setting): string => path.slice(group === 'project' ? 0 : 2).join('.');

/**
 * The setting that a reader means by its path in a file (`functions.web.ca`), its key, its flag or
 * its variable.
 */
export function findSetting(written: string, settings: readonly Setting[]): Setting | undefined {
  const name = written
    .toLowerCase()
    .replace(/^(?:--(?:no-)?|smolfaas_)/, '')
    .replaceAll('-', '_');
  const keys = name.split('.');
  return (
    settings.find(({ path }) => isPath(path, keys)) ??
    settings.find((one) => shownKey(one).toLowerCase() === name) ??
    settings.find(({ path }) => path.at(-1) === name)
  );
}

/** A placeholder, in capitals, stands for any name. */
const isPath = (path: readonly string[], keys: readonly string[]): boolean =>
  path.length === keys.length && path.every((key, index) => key === keys[index] || key === key.toUpperCase());

function below(schema: Described, path: readonly string[]): readonly Setting[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const here = [...path, key];
    return [setting(here, value), ...forms(value).flatMap((form) => inside(form, here))];
  });
}

function inside(schema: Described, path: readonly string[]): readonly Setting[] {
  if (schema.items !== undefined) return forms(schema.items).flatMap((form) => below(form, path));
  const { additionalProperties: each } = schema;
  if (typeof each !== 'object') return below(schema, path);
  const name = PLACEHOLDERS[path.at(-1) ?? ''] ?? 'NAME';
  return forms(each).flatMap((form) => below(form, [...path, name]));
}

const forms = (schema: Described): readonly Described[] => schema.anyOf?.flatMap(forms) ?? [schema];

function setting(path: readonly string[], schema: Described): Setting {
  const { description = '', facts = {} } = schema;
  const { flag } = facts;
  return {
    group: path.length > 2 ? (GROUPS[path[0] ?? ''] ?? 'project') : 'project',
    path,
    kind: facts.kind ?? kindOf(schema),
    description,
    ...(facts.default !== undefined && { default: facts.default }),
    ...(flag !== undefined && { flag: `--${flag}`, variable: variableOf(flag) }),
  };
}

function kindOf(schema: Described): string {
  const { type, anyOf, const: only, enum: words, items, properties, additionalProperties: each } = schema;
  if (anyOf !== undefined) return [...new Set(anyOf.map(kindOf))].join(' or ');
  if (only !== undefined) return String(only);
  if (words !== undefined) return words.map(String).join(' or ');
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return 'text';
  if (type === 'integer' || type === 'number') return numberKind(schema);
  if (items !== undefined) return `list of ${kindOf(items)}`;
  if (properties !== undefined) return 'map';
  return typeof each === 'object' && each.properties === undefined ? `map of ${kindOf(each)}` : 'map';
}

function numberKind({ type, minimum, maximum }: Described): string {
  const name = type === 'integer' ? 'whole number' : 'number';
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return isBounded ? `${name}, ${minimum ?? 0} to ${maximum}` : name;
}
