/**
 * The messages of a solve, as pure functions of the request.
 *
 * `solve.ts` and `gateway.ts` send the messages made here.
 * Invariants:
 *   1. The exporter is in the old and in the new fields: 0.8 to 0.12 know only the old ones, 0.13
 *      and later prefer the new ones.
 *   2. `Cache` is always present: some BuildKit versions crash on a request without it.
 *   3. A Ref is never used twice, and has no ':'.
 */
import { randomBytes } from 'node:crypto';
import { fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { bindDefinition } from '@smolfaas/llb';
import { DefinitionSchema } from '@smolfaas/llb/pb/ops_pb.js';
import type { ImageConfig, SolveInput, SolveRequest } from '../api.js';
import { BuildKitError } from '../errors/error.js';
import type { Result, SolveRequestSchema as GatewaySolveSchema } from '../gen/moby/buildkit/v1/frontend/gateway_pb.js';
import type { SolveRequestSchema } from '../gen/moby/buildkit/v1/control_pb.js';

/** Key of an image config in a result's metadata. */
export const CONFIG_KEY = 'containerimage.config';

/** A name for one solve, unique in the daemon. */
export function newRef(): string {
  return BigInt(`0x${randomBytes(17).toString('hex')}`).toString(36);
}

/**
 * The outer solve: exporter and session, but no graph. This client supplies the graph through the
 * gateway.
 */
export function outerSolve(
  ref: string,
  session: string,
  exporter: SolveRequest['exporter'],
): MessageInitShape<typeof SolveRequestSchema> {
  const common = { Ref: ref, Session: session, Cache: {} };
  if (!exporter) return common;
  return {
    ...common,
    ExporterDeprecated: exporter.type,
    ExporterAttrsDeprecated: exporter.attrs,
    Exporters: [{ Type: exporter.type, Attrs: exporter.attrs }],
  };
}

/** The result format that every version supports. */
const WANTED = { allowResultReturn: true, allowResultArrayRef: true };

/**
 * The inner solve. It is evaluated at once, so that errors come from here and not from the
 * exporter. Exception: a frontend whose graph will be rewritten must not run its graph first.
 *
 * Local sources are bound to the session. They work without it, but the daemon runs equal
 * operations of concurrent solves once, and `local://all` of two solves are equal operations: one
 * solve would get the other's files.
 */
export function innerSolve(input: SolveInput, session: string): MessageInitShape<typeof GatewaySolveSchema> {
  if (input.kind === 'llb') {
    const bound = bindDefinition(input.definition, { localSession: session, ociSession: session });
    return { ...WANTED, Evaluate: true, Definition: fromBinary(DefinitionSchema, bound.bytes) };
  }
  return { ...WANTED, Evaluate: input.graph === undefined, Frontend: input.frontend, FrontendOpt: input.attrs };
}

/**
 * The second inner solve, of the graph that the frontend made and the caller rewrote. Undefined
 * when there is nothing to rewrite.
 * @throws BuildKitError no-graph
 */
export function changedGraph(
  input: SolveInput,
  { result: { case: shape, value } }: Result,
  session: string,
): MessageInitShape<typeof GatewaySolveSchema> | undefined {
  if (input.kind !== 'frontend' || input.graph === undefined) return undefined;
  if (shape === 'ref' && value.id === '') return undefined; // the empty image has no steps
  if (shape !== 'ref' || value.def === undefined) {
    throw new BuildKitError('no-graph', 'the daemon does not tell which graph the frontend made', {});
  }
  const changed = bindDefinition(input.graph(toBinary(DefinitionSchema, value.def)), { ociSession: session });
  const Definition = fromBinary(DefinitionSchema, changed.bytes);
  return { ...WANTED, Evaluate: true, Definition };
}

/**
 * The result as it is returned to the daemon: the same refs, with the config the caller wants.
 * `basis` is the config of the `basedOn` image.
 */
export function withConfig(result: Result, input: SolveInput, basis?: ImageConfig): Result {
  const config = configFor(input, result.metadata[CONFIG_KEY], basis);
  if (config === undefined) return result;
  return { ...result, metadata: { ...result.metadata, [CONFIG_KEY]: Buffer.from(JSON.stringify(config)) } };
}

/** Undefined keeps the frontend's config. */
function configFor(input: SolveInput, made: Uint8Array | undefined, basis: ImageConfig | undefined) {
  if (input.kind === 'llb') return (basis && input.basedOn?.config(basis)) ?? input.config;
  return made && input.config?.(decodeConfig(made));
}

/**
 * An image config from the daemon. Unknown keys are kept, so a rewrite by spreading loses nothing.
 * @throws BuildKitError protocol
 */
export function decodeConfig(bytes: Uint8Array): ImageConfig {
  const config: unknown = bytes.length === 0 ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (isImageConfig(config)) return config;
  throw new BuildKitError('protocol', 'the daemon gave an image config without architecture and os', {});
}

function isImageConfig(value: unknown): value is ImageConfig {
  return typeof value === 'object' && value !== null && 'architecture' in value && 'os' in value;
}

/**
 * The id under which the engine knows the exported image.
 *
 * Docker's own exporter `moby` returns it as `containerimage.digest`: the config's digest with the
 * classic image store, the manifest's with the containerd store, where
 * `containerimage.config.digest` is not the id. Other exporters return a manifest's digest there.
 * Their images get the config's digest as id once they are loaded.
 */
export function imageIdOf(
  exporter: string | undefined,
  response: Readonly<Record<string, string>>,
): string | undefined {
  const { 'containerimage.digest': digest, 'containerimage.config.digest': config } = response;
  return exporter === 'moby' ? digest : (config ?? digest);
}
