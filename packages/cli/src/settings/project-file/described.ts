/**
 * The schema as plain data (JSON Schema), with the facts of each key: what the reference and the
 * editors' schema are made from.
 */
import * as z from 'zod';
import { projectFile } from './schema.js';
import type { KeyFacts } from './values.js';

/** The part of JSON Schema that the schema of the project file uses. */
export interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly facts?: KeyFacts;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number | boolean)[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Described | boolean;
  readonly anyOf?: readonly Described[];
}

export function describedSchema(): Described {
  const schema: unknown = z.toJSONSchema(projectFile, { io: 'input' });
  if (isDescribed(schema)) return schema;
  throw new Error('the schema of the project file has no JSON Schema');
}

const isDescribed = (schema: unknown): schema is Described => typeof schema === 'object' && schema !== null;
