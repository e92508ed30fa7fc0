/**
 * Reading of parsed TOML, in which any value can have any type. A manifest with a list where a
 * table belongs must not end in a TypeError here, because uv has a better message for it.
 */
import { isObject } from '@smolfaas/runtime-kit';

/** A table of a TOML file. */
export type Table = Readonly<Record<string, unknown>>;

/** Whether a value is a table. */
export const isTable: (value: unknown) => value is Table = isObject;

/** The value as a table; empty when it is not a table. */
export function table(value: unknown): Table {
  return isTable(value) ? value : {};
}

/** The tables of a value: itself, or those in a list. */
export function tables(value: unknown): readonly Table[] {
  return [value].flat().filter(isTable);
}

/** The texts of a value: itself, or those in a list. */
export function texts(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** `[tool.uv]` of a pyproject.toml. */
export const uvOf = (pyproject: Table): Table => table(table(pyproject['tool'])['uv']);

/** Whether `[project]` leaves its dependencies, or those of extras, to the build backend. */
export function hasDynamicDependencies(pyproject: Table): boolean {
  const dynamic = texts(table(pyproject['project'])['dynamic']);
  return dynamic.includes('dependencies') || dynamic.includes('optional-dependencies');
}
