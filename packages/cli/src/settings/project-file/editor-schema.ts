/**
 * The JSON Schema for editors, `smolfaas.schema.json`. A test writes it and compares it.
 *
 * It has two things more than the schema that it is made from: profiles, which have the shape of
 * the file with `null` allowed everywhere, and the keys `x-…`.
 */
import { variableOf } from '../values.js';
import { describedSchema } from './described.js';
import { FIXED } from './profiles.js';
import type { KeyFacts } from './values.js';

type Json = Readonly<Record<string, unknown>>;

export function editorSchema(): Json {
  const { $schema, ...file } = withFacts(describedSchema()) as Json;
  const { properties, required: _required, ...rest } = file as { properties: Json; required: unknown };
  const { profiles, ...others } = properties as { profiles: Json };
  const inProfile = Object.entries(others).filter(([key]) => !FIXED.includes(key));
  return {
    $schema,
    ...file,
    properties: { ...others, profiles: { ...profiles, additionalProperties: { $ref: '#/$defs/profile' } } },
    patternProperties: { '^x-': {} },
    $defs: { profile: removable({ ...rest, properties: Object.fromEntries(inProfile) }) },
  };
}

/** Facts become sentences of the description: editors show it, and know no such key. */
function withFacts(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withFacts);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { facts, ...rest } = schema as { facts?: KeyFacts };
  const entries = Object.entries(rest).map(([key, value]): [string, unknown] => [
    key,
    key === 'description' && facts !== undefined ? [value, ...sentences(facts)].join(' ') : withFacts(value),
  ]);
  return Object.fromEntries(entries);
}

function sentences({ default: value, flag }: KeyFacts): readonly string[] {
  return [
    ...(value === undefined ? [] : [`Default: ${value}.`]),
    ...(flag === undefined ? [] : [`Also --${flag} and ${variableOf(flag)}.`]),
  ];
}

/** Every value of a map may be `null`, and no key is required. */
function removable(schema: Json): Json {
  const { properties, additionalProperties, anyOf, required: _required, ...rest } = schema as Record<string, unknown>;
  const orNull = (value: unknown) => ({ anyOf: [removable(value as Json), { type: 'null' }] });
  return {
    ...rest,
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map((one) => removable(one as Json)) }),
    ...(isJson(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, orNull(value)])),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties: isJson(additionalProperties) ? orNull(additionalProperties) : additionalProperties,
    }),
  };
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
