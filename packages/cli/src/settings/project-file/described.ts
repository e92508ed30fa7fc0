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
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: Described | boolean;
  readonly anyOf?: readonly Described[];
}

export const describedSchema = (): Described => z.toJSONSchema(projectFile, { io: 'input' }) as Described;
