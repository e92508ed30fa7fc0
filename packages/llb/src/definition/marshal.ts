/**
 * Marshal: from a state to a definition. Before: state.ts; after: rewrite.ts and bind.ts, then a
 * solve request.
 *
 * The graph is walked from the result to its sources. Each vertex is encoded after those that it
 * reads, because its bytes contain their digests (a Merkle tree): a digest identifies a step and
 * everything that it was made from. A change anywhere changes the digests of all steps that read it,
 * up to the result, and no others.
 * Invariants:
 *   1. The walk visits every vertex once: branches that share a vertex share one step.
 *   2. It depends on nothing but the graph, so the same state always gives the same bytes.
 */
import { create } from '@bufbuild/protobuf';
import { digestOf, encodeOp } from '../canonical.js';
import { LlbError } from '../errors.js';
import { InputSchema, type Op, type OpMetadata, OpMetadataSchema, OpSchema } from '../gen/pb/ops_pb.js';
import { type Platform, takesPlatform, toPbPlatform } from '../platform.js';
import { type Filesystem, NONE, type Output, type Vertex } from '../vertex.js';
import { type Definition, type EncodedOp, encodeDefinition, NAME_KEY } from './definition.js';

/** Options of {@link marshal}. */
export interface MarshalOptions {
  /**
   * For images and execs that have none of their own. If left out, the builder's; bind it later for
   * comparable recipes.
   */
  readonly platform?: Platform;
}

/**
 * Writes the graph that leads to `state`.
 * @throws LlbError `scratch-result`: the empty filesystem is not a step; a solve requests it with
 * an empty result instead
 */
export function marshal(state: Filesystem, options: MarshalOptions = {}): Definition {
  if (state.output === undefined) {
    throw new LlbError(
      'scratch-result',
      'scratch() cannot be a result; add a step, e.g. scratch().file([mkdir("/app")])',
    );
  }
  const done = new Map<Vertex, EncodedOp>();
  for (const vertex of dependenciesFirst(state.output.vertex)) {
    done.set(vertex, encodeVertex(vertex, done, options.platform));
  }
  const terminal = encoded(create(OpSchema, { inputs: references([state.output], done) }), create(OpMetadataSchema));
  return encodeDefinition({ steps: [...done.values()], terminal, source: undefined });
}

/**
 * Depth first, inputs in order, each vertex once. Uses its own stack, so that a long chain cannot
 * exhaust the call stack.
 */
function dependenciesFirst(head: Vertex): Vertex[] {
  const ordered = new Set<Vertex>();
  const stack = [{ vertex: head, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = top.vertex.inputs[top.next++];
    if (input === undefined) {
      ordered.add(top.vertex);
      stack.pop();
    } else if (!ordered.has(input.vertex)) {
      stack.push({ vertex: input.vertex, next: 0 });
    }
  }
  return [...ordered];
}

function encodeVertex(vertex: Vertex, done: ReadonlyMap<Vertex, EncodedOp>, platform: Platform | undefined): EncodedOp {
  const inputs = references(vertex.inputs, done, vertex.keepsEqualInputs);
  const body = vertex.body({
    count: inputs.length,
    of: (output) => (output === undefined ? NONE : positionOf(output, inputs, done)),
  });
  const chosen = vertex.platform ?? platform;
  const onPlatform = chosen !== undefined && takesPlatform(body) ? { platform: toPbPlatform(chosen) } : {};
  const op = create(OpSchema, { inputs, constraints: {}, ...onPlatform, op: body });
  return encoded(op, metadataOf(vertex));
}

/**
 * `Op.inputs`, with equal ones merged unless the vertex keeps them. Two vertices with equal bytes
 * are equal inputs, so this compares digests, not vertices.
 */
function references(outputs: readonly Output[], done: ReadonlyMap<Vertex, EncodedOp>, keepEqual = false): Op['inputs'] {
  const all = outputs.map(({ vertex, index }) =>
    create(InputSchema, { digest: done.get(vertex)!.digest, index: BigInt(index) }),
  );
  if (keepEqual) return all;
  return [...new Map(all.map((input) => [`${input.digest} ${input.index}`, input])).values()];
}

/**
 * Never returns -1 for an output that exists: BuildKit would read it as "scratch" and build
 * something else.
 */
function positionOf(output: Output, inputs: Op['inputs'], done: ReadonlyMap<Vertex, EncodedOp>): bigint {
  const digest = done.get(output.vertex)?.digest;
  const position = inputs.findIndex((input) => input.digest === digest && input.index === BigInt(output.index));
  if (position < 0) throw new Error('a vertex asked for an input that it does not list in `inputs`');
  return BigInt(position);
}

function encoded(op: Op, meta: OpMetadata): EncodedOp {
  const bytes = encodeOp(op);
  return { digest: digestOf(bytes), bytes, op, meta };
}

function metadataOf(vertex: Vertex): OpMetadata {
  const description: Record<string, string> = vertex.name === undefined ? {} : { [NAME_KEY]: vertex.name };
  const caps = Object.fromEntries((vertex.caps ?? []).map((cap) => [cap, true]));
  return create(OpMetadataSchema, { ignoreCache: vertex.ignoreCache, description, caps });
}
