/**
 * The known keys at a path of a schema. Pure; walks the schema itself, so that a new key needs no
 * second list.
 */
import * as z from 'zod';
import type { Path } from './source.js';

type Schema = z.core.$ZodType;

/** Several forms of a union are taken together. */
export function keysAt(schema: Schema, path: Path): readonly string[] {
  let schemas = forms(schema);
  for (const key of path) schemas = schemas.flatMap((one) => below(one, String(key)));
  return [...new Set(schemas.flatMap((one) => Object.keys(shapeOf(one))))];
}

function below(schema: Schema, key: string): readonly Schema[] {
  const found = new Map(Object.entries(shapeOf(schema))).get(key);
  if (found !== undefined) return forms(found);
  if (schema instanceof z.ZodRecord) return forms(schema.valueType);
  return schema instanceof z.ZodArray ? forms(schema.element) : [];
}

/** Unwraps what may be absent, and unions. */
function forms(schema: Schema): readonly Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return forms(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(forms);
  return schema instanceof z.ZodPipe ? forms(schema.in) : [schema];
}

const shapeOf = (schema: Schema): Readonly<Record<string, Schema>> =>
  schema instanceof z.ZodObject ? schema.shape : {};
