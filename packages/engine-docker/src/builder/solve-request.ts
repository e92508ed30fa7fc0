/**
 * Turns a bound build into a solve of the BuildKit client. Pure.
 *
 * Place in the flow: stage 9, its first half. Only what the builder itself requires is added here:
 *
 * | build      | local sources       | image config                        | exporter           |
 * |------------|---------------------|-------------------------------------|--------------------|
 * | llb        | manifests, all      | the recipe's, with labels and a     | moby: name=tag,tag |
 * |            |                     | history (image-history.ts)          |                    |
 * | dockerfile | context, dockerfile | the frontend's, with labels and all | the same           |
 * |            |                     | times fixed                         |                    |
 *
 * Besides them there may be sources for what the function shares (`BuildRequest.locals`).
 *
 * Every local source above serves the function's whole, already filtered list of files. The graph
 * and the frontend select the part they need, and the client sends no more than that.
 */
import type { BasedOn, ImageConfig as SolveImageConfig, SolveInput, SolveRequest } from '@smolfaas/buildkit';
import type { BuildRequest, Labels } from '@smolfaas/core';
import { lineageOf, type Op } from '@smolfaas/llb';
import { FIXED_TIME, historyOf, withHistory, withLines } from './image-history.js';

/**
 * The exporter of the BuildKit inside Docker Engine: the result becomes an image of the engine
 * directly.
 */
const ENGINE_EXPORTER = 'moby';

/** A build, and what is known about its base. */
export interface BuildOnBase extends BuildRequest {
  /**
   * Config of the image that the graph's result is based on, if available. Otherwise SmolFaaS
   * queries the builder for it.
   */
  readonly base?: SolveImageConfig;
}

/** The part of a solve that follows from the build alone. The caller adds progress and signal. */
export function solveRequest(build: BuildOnBase): SolveRequest {
  return {
    input: solveInput(build),
    exporter: { type: ENGINE_EXPORTER, attrs: build.tags.length > 0 ? { name: build.tags.join(',') } : {} },
    locals: { ...Object.fromEntries(localNames(build).map((name) => [name, build.source])), ...build.locals },
    secrets: build.secrets,
    ...(build.ssh && { ssh: build.ssh }),
    sharedKey: build.sharedKey,
    deadlineMs: build.timeoutMs,
  };
}

function solveInput(build: BuildOnBase): SolveInput {
  const { input, labels } = build;
  if (input.kind === 'llb') return graphInput(input, build);
  const attrs = { ...input.attrs, filename: input.filename };
  const config = (made: SolveImageConfig) => withFixedTimes(withLabels(made, labels));
  const rewrite = input.rewrite && { graph: input.rewrite.graph };
  return { kind: 'frontend', frontend: 'dockerfile.v0', attrs, config, ...rewrite };
}

function graphInput(
  { definition, config: own }: Extract<BuildRequest['input'], { kind: 'llb' }>,
  { base, labels }: Pick<BuildOnBase, 'base' | 'labels'>,
): SolveInput {
  const { architecture = '', os = '', ...rest } = own;
  const config = { created: FIXED_TIME, ...withLabels({ ...rest, architecture, os }, labels) };
  const input = { kind: 'llb', definition, config } as const;
  const lineage = lineageOf(definition);
  if (lineage === undefined) return input;
  const { image, layers } = lineage;
  if (image === undefined || base !== undefined) return { ...input, config: withHistory(config, base, layers) };
  const asked = questionAbout(image);
  return asked === undefined
    ? input
    : { ...input, basedOn: { ...asked, config: (told) => withHistory(config, told, layers) } };
}

/** The query for the config of a named image. */
function questionAbout({ op, platform }: Op): Omit<BasedOn, 'config'> | undefined {
  const [scheme, ref] = op.case === 'source' ? op.value.identifier.split('://') : [];
  if (op.case !== 'source' || scheme !== 'docker-image' || ref === undefined) return undefined;
  const {
    OS: os,
    Architecture: architecture,
    Variant: variant,
  } = platform ?? { OS: '', Architecture: '', Variant: '' };
  const resolveMode = op.value.attrs['image.resolvemode'] === 'local' ? 'local' : 'default';
  return { ref, resolveMode, ...(os !== '' && { platform: { os, architecture, variant } }) };
}

/**
 * The same solve for a builder that does not return the frontend's graph: insertions into the graph
 * are left out.
 */
export function withoutGraph(build: BuildOnBase): SolveRequest {
  const { input } = build;
  const request = solveRequest(build);
  if (input.kind !== 'dockerfile' || request.input.kind !== 'frontend') return request;
  const { graph: _, ...direct } = request.input;
  return { ...request, input: { ...direct, attrs: { ...input.rewrite?.attrsWithoutGraph, filename: input.filename } } };
}

function localNames({ input }: BuildRequest): readonly string[] {
  return input.kind === 'llb' ? ['manifests', 'all'] : ['context', 'dockerfile'];
}

/** Labels set by SmolFaaS win over labels of the same name: they identify the image's owner. */
function withLabels(image: SolveImageConfig, labels: Labels): SolveImageConfig {
  return { ...image, config: { ...image.config, Labels: { ...image.config?.Labels, ...labels } } };
}

/**
 * The frontend records its run time, for the image and for each line of its history, and the
 * exporter keeps these times. Replaces all of them with the fixed time.
 */
function withFixedTimes(image: SolveImageConfig): SolveImageConfig {
  return withLines({ ...image, created: FIXED_TIME }, historyOf(image));
}
