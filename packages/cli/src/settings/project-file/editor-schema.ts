/**
 * The JSON Schema for editors, `smolfaas.schema.json`. A test writes it and compares it.
 *
 * It has two things more than the schema that it is made from: profiles, which have the shape of
 * the file with `null` allowed everywhere, and the keys `x-…`.
 */
import { variableOf } from '../values.js';
import { type Described, describedSchema } from './described.js';
import { FIXED } from './profiles.js';
import type { KeyFacts } from './values.js';

export function editorSchema(): Readonly<Record<string, unknown>> {
  const file = withFacts(describedSchema());
  const { properties = {}, required: _required, ...rest } = file;
  const inProfile = Object.entries(properties).filter(([key]) => !FIXED.includes(key));
  const profiles = { ...properties['profiles'], additionalProperties: { $ref: '#/$defs/profile' } };
  const { $schema: _schema, ...profile } = { $schema: undefined, ...rest };
  return {
    ...file,
    properties: { ...properties, profiles },
    patternProperties: { '^x-': {} },
    $defs: { profile: removable({ ...profile, properties: Object.fromEntries(inProfile) }) },
  };
}

/** Facts become sentences of the description: editors show it, and know no such key. */
function withFacts({ facts, description, ...rest }: Described): Described {
  const schema = mapped(rest, withFacts);
  if (description === undefined) return schema;
  return { description: facts === undefined ? description : [description, ...sentences(facts)].join(' '), ...schema };
}

function sentences({ default: value, flag }: KeyFacts): readonly string[] {
  return [
    ...(value === undefined ? [] : [`Default: ${value}.`]),
    ...(flag === undefined ? [] : [`Also --${flag} and ${variableOf(flag)}.`]),
  ];
}

/** Every value of a map may be `null`, and no key is required. */
function removable({ required: _required, anyOf, items, ...rest }: Described): Described {
  const orNull = (value: Described): Described => ({ anyOf: [removable(value), { type: 'null' }] });
  return { ...mapped(rest, orNull), ...(anyOf && { anyOf: anyOf.map(removable) }), ...(items && { items }) };
}

/** The schema with another one for each that it contains. */
function mapped(schema: Described, change: (inner: Described) => Described): Described {
  const { properties, additionalProperties: each, anyOf, items } = schema;
  const changed = Object.entries(properties ?? {}).map(([key, value]) => [key, change(value)] as const);
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(changed) }),
    ...(typeof each === 'object' && { additionalProperties: change(each) }),
    ...(anyOf && { anyOf: anyOf.map(change) }),
    ...(items && { items: change(items) }),
  };
}
