/**
 * The known keys at a path of a schema. Pure; walks the schema itself, so that a new key needs no
 * second list.
 */
import type * as z from 'zod';
import type { Path } from './source.js';

/** Several forms of a union are taken together. */
export function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  let schemas = forms(schema);
  for (const key of path) schemas = schemas.flatMap((one) => below(one, String(key)));
  return [...new Set(schemas.flatMap((one) => (isObject(one) ? Object.keys(one._zod.def.shape) : [])))];
}

function below(schema: z.core.$ZodType, key: string): readonly z.core.$ZodType[] {
  if (isObject(schema)) {
    const found = Object.hasOwn(schema._zod.def.shape, key) ? schema._zod.def.shape[key] : undefined;
    return found === undefined ? [] : forms(found);
  }
  if (isRecord(schema)) return forms(schema._zod.def.valueType);
  return isArray(schema) ? forms(schema._zod.def.element) : [];
}

/** Unwraps what may be absent, and unions. */
function forms(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { def } = schema._zod;
  if ('innerType' in def) return forms(def.innerType as z.core.$ZodType);
  if ('options' in def) return (def.options as readonly z.core.$ZodType[]).flatMap(forms);
  return 'in' in def ? forms(def.in as z.core.$ZodType) : [schema];
}

const isObject = (schema: z.core.$ZodType): schema is z.core.$ZodObject => schema._zod.def.type === 'object';
const isRecord = (schema: z.core.$ZodType): schema is z.core.$ZodRecord => schema._zod.def.type === 'record';
const isArray = (schema: z.core.$ZodType): schema is z.core.$ZodArray => schema._zod.def.type === 'array';
