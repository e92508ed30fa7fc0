/**
 * Canonical bytes: one value, one encoding, one digest.
 *
 * BuildKit names an op by the SHA-256 of its bytes. Since 0.17 it re-encodes every op with Go's
 * deterministic protobuf writer and reports progress under *that* digest. An op with other field
 * order still builds, but no progress event or error could be mapped back to its step. Two rules
 * make these bytes equal to Go's:
 *   1. Fields outside any oneof come first, by number. The member of the oneof comes last, whatever
 *      its number (protobuf-es writes strictly by number, which puts exec=2 before platform=10).
 *   2. Map entries are sorted by the UTF-8 bytes of their key (protobuf-es writes a map in
 *      insertion order).
 * Of all LLB messages only Op has a field after its oneof, so rule 1 applies to this one message.
 */
import { createHash } from 'node:crypto';
import { clone, create, toBinary } from '@bufbuild/protobuf';
import { type Op, OpSchema } from './gen/pb/ops_pb.js';

/** Names bytes the way BuildKit and OCI do: `sha256:` and 64 lower-case hex digits. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Orders two strings as Go orders them, by UTF-8 bytes. `<` on JavaScript strings compares UTF-16
 * units. The two orders differ as soon as a character outside the basic plane (an emoji in a file
 * name) meets one of U+E000 to U+FFFF.
 */
export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

/**
 * Copies a record with its keys in canonical order. JavaScript moves keys that look like array
 * indices ("7") to the front, whatever the insertion order. No key of LLB looks like that.
 */
export function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byUtf8(a, b)));
}

/**
 * Encodes one op to its canonical bytes by joining two partial encodings. A protobuf message is a
 * sequence of fields, so two concatenated partial messages are one message with all their fields,
 * in this order.
 */
export function encodeOp(op: Op): Uint8Array {
  const outside = create(OpSchema, { inputs: op.inputs, platform: op.platform, constraints: op.constraints });
  const oneof = create(OpSchema, { op: withSortedAttrs(op).op });
  oneof.$unknown = op.$unknown;
  return Buffer.concat([toBinary(OpSchema, outside), toBinary(OpSchema, oneof)]);
}

/** Source attributes are the only map inside an op. */
function withSortedAttrs(op: Op): Op {
  if (op.op.case !== 'source') return op;
  const sorted = clone(OpSchema, op);
  if (sorted.op.case === 'source') sorted.op.value.attrs = sortedRecord(op.op.value.attrs);
  return sorted;
}
