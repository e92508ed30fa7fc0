/**
 * The gateway flow: inside a solve without a graph of its own, this client acts as the frontend.
 *
 *   we -> daemon   Control/Solve{Ref, Session, exporter}    stays pending until Return
 *   we -> daemon   LLBBridge/Ping                           (see below)
 *   we -> daemon   LLBBridge/Solve{Definition | Frontend}   -> refs and metadata
 *   we -> daemon   LLBBridge/Solve{Definition}              for a rewritten graph: -> other refs
 *   we -> daemon   LLBBridge/ResolveImageConfig{Ref}        meanwhile, for `basedOn`: -> config
 *   we -> daemon   LLBBridge/Return{result | error}         exactly once; the daemon then exports
 *
 * Every LLBBridge call has the metadata buildkit-controlapi-buildid: Ref.
 * Why: Docker's own exporter ignores an image config in its attributes, but uses the one in a
 * result's metadata. The same flow lets the caller rewrite the image config and the graph that the
 * Dockerfile frontend made. A frontend's solve that is not evaluated runs no step of its graph, but
 * returns it (`ref.def`, from 0.8.3 on). The rewritten graph is solved instead.
 * Gotcha: the daemon registers a solve a moment after it received it. Until then "no such job" is
 * no error. If the outer solve has failed meanwhile, solve.ts reports that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, Metadata, status } from '@grpc/grpc-js';
import type { ImageConfig, ImageConfigOptions, SolveInput } from '../api.js';
import { BuildKitError } from '../errors/error.js';
import { isServiceError } from '../errors/solve-error.js';
import {
  LLBBridge,
  type ResolveImageConfigResponse,
  type ResultSchema,
  type SolveRequestSchema,
} from '../gen/moby/buildkit/v1/frontend/gateway_pb.js';
import { callUnary, type UnaryOptions } from '../grpc/call.js';
import { QUESTION } from '../progress/reducer.js';
import { changedGraph, decodeConfig, innerSolve, withConfig } from './requests.js';

const REGISTRATION_MS = 5_000;
/**
 * Delay before the second try; each further delay is twice as long, up to a maximum. Usually the
 * daemon is ready after two milliseconds.
 */
const RETRY_MS = 1;
const LONGEST_RETRY_MS = 50;

/** The outer solve that the calls belong to. */
export interface OuterSolve {
  readonly ref: string;
  /** Id of the session that serves the files. */
  readonly session: string;
  readonly signal: AbortSignal;
  /**
   * Receives a failure of this client before the daemon does: the outer solve's own failure then
   * only repeats it.
   */
  readonly onFailure: (error: BuildKitError) => void;
}

/**
 * Solves the input inside the outer solve and returns its result there. Rejects with the gRPC
 * error.
 */
export function playFrontend(client: Client, input: SolveInput, outer: OuterSolve): Promise<void> {
  return asFrontend(client, outer, async (options) => {
    const inner = async (request: MessageInitShape<typeof SolveRequestSchema>) => {
      const { result } = await callUnary(client, LLBBridge.method.solve, request, options);
      if (!result) throw new Error('the daemon solved the graph but gave no result');
      return result;
    };
    const basis = basisOf(client, input, options);
    const made = await inner(innerSolve(input, outer.session));
    const changed = changedGraph(input, made, outer.session);
    const result = changed === undefined ? made : { ...made, result: (await inner(changed)).result };
    return withConfig(result, input, await basis);
  });
}

/**
 * The config that the input's config is made from. Optional: if it is not available, the solve
 * continues without it.
 */
async function basisOf(client: Client, input: SolveInput, options: UnaryOptions): Promise<ImageConfig | undefined> {
  if (input.kind !== 'llb' || input.basedOn === undefined) return undefined;
  try {
    return decodeConfig((await askForConfig(client, input.basedOn.ref, input.basedOn, options)).Config);
  } catch {
    return undefined;
  }
}

/** Rejects with the gRPC error. */
export function askForConfig(
  client: Client,
  ref: string,
  { platform, resolveMode = 'default' }: Pick<ImageConfigOptions, 'platform' | 'resolveMode'>,
  options: UnaryOptions,
): Promise<ResolveImageConfigResponse> {
  const { os: OS = '', architecture: Architecture = '', variant: Variant = '' } = platform ?? {};
  const wanted = platform && { Platform: { OS, Architecture, Variant } };
  const request = { Ref: ref, LogName: QUESTION, ResolveMode: resolveMode, ...wanted };
  return callUnary(client, LLBBridge.method.resolveImageConfig, request, options);
}

/**
 * Joins the outer solve and lets `play` make calls there with the options it receives. Then returns
 * the result, or the error, to the daemon. Rejects with what `play` rejects with, or the gRPC
 * error.
 */
export async function asFrontend(
  client: Client,
  { ref, signal, onFailure }: OuterSolve,
  play: (options: UnaryOptions) => Promise<MessageInitShape<typeof ResultSchema>>,
): Promise<void> {
  const metadata = new Metadata();
  metadata.set('buildkit-controlapi-buildid', ref);
  const options = { metadata, signal };
  await retryWhileUnknown(() => callUnary(client, LLBBridge.method.ping, {}, options), signal);
  try {
    const result = await play(options);
    await callUnary(client, LLBBridge.method.return, { result }, options);
  } catch (error) {
    if (error instanceof BuildKitError) onFailure(error);
    await giveUp(client, error, options);
    throw error;
  }
}

/**
 * Ends the outer solve with an error. If that fails too, the first error is still the one to
 * report.
 */
async function giveUp(client: Client, error: unknown, options: { metadata: Metadata; signal: AbortSignal }) {
  const answer = isServiceError(error)
    ? { error: { code: error.code, message: error.details } }
    : { error: { code: status.UNKNOWN, message: String(error) } };
  await callUnary(client, LLBBridge.method.return, answer, { ...options, deadlineMs: 2_000 }).catch(() => undefined);
}

/** Repeats the call while the daemon does not know the solve yet. */
async function retryWhileUnknown(call: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  const until = Date.now() + REGISTRATION_MS;
  for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
    try {
      await call();
      return;
    } catch (error) {
      const unknown = isServiceError(error) && /no such job|unknown job|no such build/i.test(error.details);
      if (!unknown || Date.now() > until) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
}
