/**
 * Rewrite: change ops of a finished definition and keep it consistent. Before: marshal.ts; used by
 * bind.ts.
 *
 * A changed op has other bytes, so it has another digest, so all ops that read it change as well,
 * up to the terminal. So the ops are visited dependencies first, with a table from old digest to
 * new:
 *   1. the caller receives the op as it was (its inputs still name old digests) and may return
 *      another one;
 *   2. its inputs are pointed at the new digests;
 *   3. if neither changed anything, the original bytes are kept exactly (including fields that this
 *      package does not know);
 *   4. its metadata and source locations move to the new digest.
 * Ops that become equal by the change become one.
 */
import { clone, create } from '@bufbuild/protobuf';
import { digestOf, encodeOp, sortedRecord } from '../canonical.js';
import { LlbError } from '../errors.js';
import { LocationsSchema, type Op, type OpMetadata, OpSchema, type Source, SourceSchema } from '../gen/pb/ops_pb.js';
import { decodeDefinition, type Definition, type EncodedOp, encodeDefinition, NAME_KEY } from './definition.js';

/**
 * Receives one op and returns its replacement, or undefined to keep it.
 * Gotcha: return a new op. Changes made to the received op in place are lost unless that op is
 * returned.
 */
export type OpRewriter = (op: Op, meta: OpMetadata) => Op | undefined;

/**
 * Rewrites every op but the terminal, which only follows its input.
 * @throws LlbError `bad-definition` for invalid bytes, or if a rewritten op names an input that is
 * not an earlier op
 */
export function rewrite(bytes: Uint8Array, rewriter: OpRewriter): Definition {
  const before = decodeDefinition(bytes);
  const renamed = new Map<string, string>();
  const steps = before.steps.map((step) => {
    const next = repoint(step, rewriter(clone(OpSchema, step.op), step.meta), renamed);
    renamed.set(step.digest, next.digest);
    return next;
  });
  const terminal = repoint(before.terminal, undefined, renamed);
  renamed.set(before.terminal.digest, terminal.digest);
  return encodeDefinition({ steps, terminal, source: rekeyed(before.source, renamed) });
}

/** Rules 2 and 3 of the header. */
function repoint(step: EncodedOp, replacement: Op | undefined, renamed: ReadonlyMap<string, string>): EncodedOp {
  const inputs = (replacement ?? step.op).inputs;
  const moved = inputs.some((input) => renamed.get(input.digest) !== input.digest);
  if (replacement === undefined && !moved) return step;
  const op = clone(OpSchema, replacement ?? step.op);
  for (const input of op.inputs) {
    const digest = renamed.get(input.digest);
    if (digest === undefined) {
      const name = step.meta.description[NAME_KEY] ?? step.digest;
      throw new LlbError('bad-definition', `rewritten to read ${input.digest}, which is not an earlier op`, {
        step: name,
      });
    }
    input.digest = digest;
  }
  const bytes = encodeOp(op);
  return { digest: digestOf(bytes), bytes, op, meta: step.meta };
}

/** Rule 4 for the source map. Merges the locations of ops that became one. */
function rekeyed(source: Source | undefined, renamed: ReadonlyMap<string, string>): Source | undefined {
  if (source === undefined) return undefined;
  const locations: Source['locations'] = {};
  for (const [old, { locations: more }] of Object.entries(source.locations)) {
    const digest = renamed.get(old) ?? old;
    const present = locations[digest]?.locations ?? [];
    locations[digest] = create(LocationsSchema, { locations: [...present, ...more] });
  }
  return create(SourceSchema, { infos: source.infos, locations: sortedRecord(locations) });
}
