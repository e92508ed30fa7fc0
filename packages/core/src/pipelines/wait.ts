/**
 * `smolfaas wait <fn>`: returns once a version of a function serves, for scripts and agents that
 * must not mistake the old version for the new one.
 *
 *     which version? (--for, or the current source) -> every 0.25 s: is it routed, does it answer?
 *
 * Invariant: it changes nothing and takes no lock, so it may run beside the `up` that it waits for.
 *
 * A version serves when the router leads to a container with its content hash and that container
 * answers through the router. Each poll checks both, because a routed container may have stopped
 * since.
 */
import { SmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { ServingVersion } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { PROBE_MS } from '../observed/probe-functions.js';
import { runningContainers } from '../observed/function-containers.js';
import { pause } from '../async/pause.js';
import { findProjectDirectory, type ProjectDirectory } from '../observed/project-directory.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { requireKnown } from '../retire/known-functions.js';
import { readSources } from '../source/read-sources.js';

const POLL_MS = 250;

/** The version to wait for. */
export interface WaitRequest {
  readonly function: string;
  /**
   * The first digits of a content hash, and optionally a generation; defaults to the current
   * source.
   */
  readonly version?: { readonly hash: string; readonly generation?: number };
  readonly timeoutMs: number;
}

/**
 * Waits until the version serves.
 * @throws unknown-function, version-not-serving after the timeout, errors of a source that cannot
 * be read, engine-*, interrupted
 */
export async function wait(given: PipelineContext, request: WaitRequest): Promise<ServingVersion> {
  const context = { ...given, emit: () => undefined };
  const begin = context.now();
  const directory = await findProjectDirectory(context);
  let observation = await observeProject(context, directory);
  requireKnown(
    [request.function],
    directory.functions,
    directory.recorded?.generations ?? [],
    observation ? [observation] : [],
  );
  const wanted = request.version ?? { hash: await presentHash(request.function, directory, context) };
  for (;;) {
    const serving = observation && (await servingVersion(request.function, observation));
    if (serving !== undefined && isVersion(serving, wanted)) return serving;
    if (context.now() - begin >= request.timeoutMs) throw notServing(request, wanted.hash, serving);
    await pause(POLL_MS, context.signal);
    observation = await observeProject(context, directory);
  }
}

/** The version that clients get now; undefined if none answers. @throws engine-* */
async function servingVersion(fn: string, observation: Observation): Promise<ServingVersion | undefined> {
  const { router, context } = observation;
  const current = runningContainers(observation).get(fn)?.current;
  const upstream = router.state?.table.routes.find((route) => route.function === fn)?.upstream;
  const contentHash = current?.instances[0].labels[LABEL.contentHash];
  if (current === undefined || contentHash === undefined || router.link === undefined) return undefined;
  if (upstream !== current.upstream) return undefined;
  const { kind } = await router.link.probe(upstream, PROBE_MS, context.signal);
  return kind === 'answered' ? { function: fn, contentHash, generation: current.generation } : undefined;
}

function isVersion(serving: ServingVersion, wanted: NonNullable<WaitRequest['version']>): boolean {
  const isGeneration = wanted.generation === undefined || wanted.generation === serving.generation;
  return isGeneration && serving.contentHash.startsWith(wanted.hash);
}

/**
 * The content hash of a function's source.
 * @throws the error of a source that cannot be read; unknown-function without a source
 */
async function presentHash(fn: string, directory: ProjectDirectory, context: PipelineContext): Promise<string> {
  const scoped = { ...context, only: new Set([fn]) };
  const { functions, failures } = await readSources(directory.candidates, scoped, undefined);
  const failure = failures.get(fn);
  if (failure !== undefined) throw failure;
  const source = functions.get(fn);
  if (source === undefined) throw new SmolfaasError('unknown-function', { names: [fn], known: directory.functions });
  return source.fingerprint.contentHash;
}

function notServing(
  { function: fn, timeoutMs }: WaitRequest,
  wanted: string,
  serving: ServingVersion | undefined,
): SmolfaasError {
  const { contentHash, generation } = serving ?? {};
  const now = contentHash !== undefined && generation !== undefined ? { serving: { contentHash, generation } } : {};
  return new SmolfaasError('version-not-serving', { function: fn, wanted, seconds: timeoutMs / 1000, ...now });
}
