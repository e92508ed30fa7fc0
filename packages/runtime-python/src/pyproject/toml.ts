/**
 * Reading of parsed TOML, in which any value can have any type. A manifest with a list where a
 * table belongs must not end in a TypeError here, because uv has a better message for it.
 */

/** A table of a TOML file. */
export type Table = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a table; empty when it is not a table. */
export function table(value: unknown): Record<string, unknown> {
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
