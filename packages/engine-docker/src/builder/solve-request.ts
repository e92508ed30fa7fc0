/**
 * From a bound build to a solve of the BuildKit client. Pure.
 *
 * Place in the flow: stage 8, its first half. What is left to add here is only what the builder itself demands:
 *
 *   | build        | local sources        | image config                                       | exporter            |
 *   |--------------|----------------------|----------------------------------------------------|---------------------|
 *   | llb          | manifests, all       | the recipe's, with labels                          | moby: name=tag,tag  |
 *   | dockerfile   | context, dockerfile  | the frontend's, with labels and all times fixed    | the same            |
 *
 * Every local source serves the function's whole, already filtered list of files: the graph and the frontend say which part of
 * it they want, and the client sends no more than that.
 */
import type { ImageConfig as SolveImageConfig, SolveInput, SolveRequest } from '@smolfaas/buildkit';
import type { BuildRequest, Labels } from '@smolfaas/core';

/** Times in an image would make two builds of one source two images. */
const FIXED_TIME = '1970-01-01T00:00:00Z';

/** The exporter of the BuildKit that is part of Docker Engine: the result becomes an image of the engine, by no detour. */
const ENGINE_EXPORTER = 'moby';

/** The part of a solve that follows from the build alone; progress and signal are added by who runs it. */
export function solveRequest(build: BuildRequest): SolveRequest {
  return {
    input: solveInput(build),
    exporter: { type: ENGINE_EXPORTER, attrs: build.tags.length > 0 ? { name: build.tags.join(',') } : {} },
    locals: Object.fromEntries(localNames(build).map((name) => [name, build.source])),
    secrets: build.secrets,
    ...(build.ssh && { ssh: build.ssh }),
    sharedKey: build.sharedKey,
    deadlineMs: build.timeoutMs,
  };
}

function solveInput({ input, labels }: BuildRequest): SolveInput {
  if (input.kind === 'dockerfile') {
    const attrs = { ...input.attrs, filename: input.filename };
    const config = (made: SolveImageConfig) => withFixedTimes(withLabels(made, labels));
    const rewrite = input.rewrite && { graph: input.rewrite.graph };
    return { kind: 'frontend', frontend: 'dockerfile.v0', attrs, config, ...rewrite };
  }
  const { architecture = '', os = '', ...rest } = input.config;
  const config = withLabels({ ...rest, architecture, os }, labels);
  return { kind: 'llb', definition: input.definition, config: { created: FIXED_TIME, ...config } };
}

/** The same solve for a builder that does not tell the frontend's graph: what would be put into it is left out. */
export function withoutGraph(build: BuildRequest): SolveRequest {
  const { input } = build;
  const request = solveRequest(build);
  if (input.kind !== 'dockerfile' || request.input.kind !== 'frontend') return request;
  const { graph: _, ...direct } = request.input;
  return { ...request, input: { ...direct, attrs: { ...input.rewrite?.attrsWithoutGraph, filename: input.filename } } };
}

function localNames({ input }: BuildRequest): readonly string[] {
  return input.kind === 'llb' ? ['manifests', 'all'] : ['context', 'dockerfile'];
}

/** Ours win over labels of the same name: they say whose the image is. */
function withLabels(image: SolveImageConfig, labels: Labels): SolveImageConfig {
  return { ...image, config: { ...image.config, Labels: { ...image.config?.Labels, ...labels } } };
}

/** The frontend notes when it ran, for the image and for each line of its history; the exporter keeps these. */
function withFixedTimes(image: SolveImageConfig): SolveImageConfig {
  const history = 'history' in image && Array.isArray(image.history) ? image.history : [];
  const fixed = history.map((line: unknown) =>
    typeof line === 'object' && line !== null ? { ...line, created: FIXED_TIME } : line,
  );
  return { ...image, created: FIXED_TIME, ...(fixed.length > 0 && { history: fixed }) };
}
