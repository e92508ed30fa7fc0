/**
 * The definition: a whole graph as the bytes that a solve request carries (pb.Definition).
 *
 *   def[0 … n-1]  canonical bytes of the ops, each after all that it reads; the digest names the op
 *   def[n]        the terminal: an op with only one input, the result
 *   metadata      by digest: display name and flags of every op, also of the terminal; in no digest
 *   Source        optional, by digest: the file and line of an op (BuildKit puts it into errors)
 * Invariants:
 *   1. No input names a digest that is not listed before it.
 *   2. A digest is listed only once.
 *   3. The same graph gives the same bytes.
 * Gotcha: the metadata map must have entries. BuildKit treats a definition with empty metadata as
 * no definition at all.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { digestOf, sortedRecord } from '../canonical.js';
import { LlbError } from '../errors.js';
import {
  DefinitionSchema,
  type Op,
  OpSchema,
  type OpMetadata,
  OpMetadataSchema,
  type Source,
} from '../gen/pb/ops_pb.js';

/** A finished graph. Plain data: it may cross any boundary, and equal graphs have equal bytes. */
export interface Definition {
  /** Serialised pb.Definition, as a solve request carries it. */
  readonly bytes: Uint8Array;
  /** The steps in order, each after those that it reads; without the terminal. */
  readonly ops: readonly Step[];
  /** Digest of the step whose output is the result. */
  readonly head: string;
}

/** One step of a finished graph. */
export interface Step {
  /** `sha256:…` of the op's bytes; BuildKit's progress and errors name the step by it. */
  readonly digest: string;
  /** The op, with its inputs as digests (pb.Op). */
  readonly op: Op;
  /** The display name that its author gave it. */
  readonly name?: string;
}

/** An op with its bytes and its metadata. */
export interface EncodedOp {
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly op: Op;
  readonly meta: OpMetadata;
}

/** A decoded definition. */
export interface DecodedDefinition {
  readonly steps: readonly EncodedOp[];
  readonly terminal: EncodedOp;
  readonly source: Source | undefined;
}

/** The key of display names in an op's metadata. */
export const NAME_KEY = 'llb.customname';

/**
 * Writes a definition. Steps with equal bytes are written once. The first one's name is kept, and
 * `ignore_cache` of any of them applies.
 */
export function encodeDefinition({ steps, terminal, source }: DecodedDefinition): Definition {
  const unique = mergeEqual(steps);
  const all = [...unique, terminal];
  const metadata = sortedRecord(Object.fromEntries(all.map((op) => [op.digest, canonicalMeta(op.meta)])));
  const def = all.map((op) => op.bytes);
  const bytes = toBinary(DefinitionSchema, create(DefinitionSchema, { def, metadata, Source: source }));
  const ops = unique.map(({ digest, op, meta }) => {
    const name = meta.description[NAME_KEY];
    return name === undefined ? { digest, op } : { digest, op, name };
  });
  return { bytes, ops, head: terminal.op.inputs[0]?.digest ?? '' };
}

/**
 * Decodes a definition and checks its shape, so that readers of the parts do not have to.
 * @throws LlbError `bad-definition`
 */
export function decodeDefinition(bytes: Uint8Array): DecodedDefinition {
  const pb = parse(() => fromBinary(DefinitionSchema, bytes));
  const all = pb.def.map((opBytes): EncodedOp => {
    const digest = digestOf(opBytes);
    const op = parse(() => fromBinary(OpSchema, opBytes));
    return { digest, bytes: opBytes, op, meta: pb.metadata[digest] ?? create(OpMetadataSchema) };
  });
  const terminal = all.pop();
  if (
    terminal === undefined ||
    all.length === 0 ||
    terminal.op.op.case !== undefined ||
    terminal.op.inputs.length !== 1
  ) {
    throw new LlbError('bad-definition', 'the last op must be a terminal with one input, after at least one step');
  }
  checkOrder([...all, terminal]);
  return { steps: all, terminal, source: pb.Source };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new LlbError('bad-definition', 'the bytes are not a serialised pb.Definition', { cause });
  }
}

/** Every input must precede the op that reads it. */
function checkOrder(all: readonly EncodedOp[]): void {
  const known = new Set<string>();
  for (const { digest, op, meta } of all) {
    for (const input of op.inputs) {
      if (known.has(input.digest)) continue;
      const step = meta.description[NAME_KEY] ?? digest;
      throw new LlbError('bad-definition', `input ${input.digest} does not stand before it`, { step });
    }
    known.add(digest);
  }
}

function mergeEqual(steps: readonly EncodedOp[]): EncodedOp[] {
  const byDigest = new Map<string, EncodedOp>();
  for (const step of steps) {
    const first = byDigest.get(step.digest);
    if (first === undefined) byDigest.set(step.digest, step);
    else if (step.meta.ignoreCache && !first.meta.ignoreCache) {
      byDigest.set(step.digest, { ...first, meta: create(OpMetadataSchema, { ...first.meta, ignoreCache: true }) });
    }
  }
  return [...byDigest.values()];
}

function canonicalMeta(meta: OpMetadata): OpMetadata {
  return { ...meta, description: sortedRecord(meta.description), caps: sortedRecord(meta.caps) };
}
