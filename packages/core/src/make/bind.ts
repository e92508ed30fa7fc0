/**
 * Stage 9, make: a recipe becomes a solve request for this host and this project.
 *
 * Recipes are alike on every host; everything that differs is added here: names and labels, platform, proxies, and the
 * bytes of the secrets that install steps mount. None of it moves a cache key but the platform.
 *
 * | | LLB | Dockerfile |
 * |---|---|---|
 * | images the engine has win over the registry's | `image.resolvemode=local` on each source | attr `image-resolve-mode=local` |
 * | proxies | `proxy_env` of each exec | the same, put into the graph that the frontend makes |
 * | offline: a proxy that nobody listens at | in place of the host's | in place of the host's |
 * | locked images | `@digest` behind the tag | the same, and verified beforehand (images/verify-images.ts) |
 * | certificates | the recipe's own secret mounts | a secret mount for each step with a network, put into that graph |
 * | frontend | none | the builder's own, unless the recipe names another |
 * | platform | on each op that takes one, and in the config | the frontend's default: the builder's own |
 *
 * What must stay true: pure, given the tree; a secret that is missing on this host is served all the same, as a single line
 * end, because a mount that comes and goes would change cache keys.
 */
import { bindDefinition, inOrder, rewrite, withImages, withProxy, withSecretFile } from '@smolfaas/llb';
import type { BuildRequest } from '../contract/buildkit-manager.js';
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import type { EngineInfo, ObservedImage } from '../contract/observed.js';
import type { ProxySettings } from '../contract/proxy-settings.js';
import type { RecipeImage, SecretSource, SourceTree } from '../contract/runtime.js';
import type { HostSettings, Settings } from '../contract/settings.js';
import type { DesiredImage } from '../desired/desired-image.js';
import { TRUST } from '../desired/trust.js';
import { dockerfileNeeds } from '../recipe/dockerfile-images.js';
import { pinnedReference } from '../desired/image-locks.js';
import { imageTags } from '../desired/object-names.js';
import type { FunctionSource } from '../source/read-source.js';
import type { Prepared } from '../recipe/recipe.js';
import { frontendReference } from '../recipe/frontend.js';
import { insideSandbox } from './sandbox.js';
import { expandVariables } from './variables.js';

/** The same source gives the same image, so its time of creation is none. */
const CREATED = '1970-01-01T00:00:00Z';

/**
 * A proxy at the discard port of a step's own loopback: whatever honours proxies is refused there at once and asks nobody, not even
 * for a name. Unlike a step without a network, it leaves cache keys alone.
 */
const NOWHERE: ProxySettings = {
  http: 'http://127.0.0.1:9',
  https: 'http://127.0.0.1:9',
  ftp: 'http://127.0.0.1:9',
  all: 'http://127.0.0.1:9',
};

/** The function that is to be built. */
export interface BindSubject extends Pick<DesiredImage, 'function' | 'recipeKey'> {
  readonly source: Pick<FunctionSource, 'dir'> & {
    readonly fingerprint: Pick<FunctionSource['fingerprint'], 'contentHash' | 'entries'>;
  };
}

/** What it is bound to. */
export interface BindBasis {
  readonly project: Pick<Project, 'id'>;
  readonly platform: EngineInfo['platform'];
  /** What the engine has: a frontend may be among it. */
  readonly images: readonly ObservedImage[];
  /** Images that a lock file pins by digest are named with it; offline, build steps are led nowhere (docs/decisions/0026). */
  readonly settings: Pick<Settings, 'imagePrefix' | 'host' | 'lock' | 'offline' | 'buildTimeoutMs'>;
}

/** What the user asked this host for, by id: values of secrets, and sockets of SSH agents. */
export interface Given {
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly agents: NonNullable<BuildRequest['ssh']>;
}

/** @throws source-changed when a file that serves as a secret is no longer what was hashed; build-step-privileged */
export function bind(
  subject: BindSubject,
  { prepared: { recipe }, tree }: { readonly prepared: Pick<Prepared, 'recipe'>; readonly tree: SourceTree },
  given: Given,
  basis: BindBasis,
): BuildRequest {
  const { function: fn, recipeKey, source } = subject;
  const { contentHash, entries } = source.fingerprint;
  const { project, settings } = basis;
  const { host } = settings;
  return {
    function: fn,
    input: bindImage(fn, recipe.image, basis),
    tags: imageTags(settings.imagePrefix, fn, contentHash, recipeKey),
    labels: imageLabels(subject, project),
    source: { root: source.dir, entries },
    secrets: {
      ...bindSecrets(recipe.secrets ?? {}, tree, host),
      ...given.secrets,
      ...(recipe.image.kind === 'dockerfile' && { [TRUST.id]: host.ca }),
    },
    ...(Object.keys(given.agents).length > 0 && { ssh: given.agents }),
    sharedKey: `${project.id}/${fn}`,
    timeoutMs: settings.buildTimeoutMs,
  };
}

/** What an image carries, no more: the same source must give the same image. */
function imageLabels(of: BindSubject, project: Pick<Project, 'id'>): Labels {
  return {
    [LABEL.project]: project.id,
    [LABEL.function]: of.function,
    [LABEL.contentHash]: of.source.fingerprint.contentHash,
    [LABEL.recipeKey]: of.recipeKey,
  };
}

function bindImage(fn: string, image: RecipeImage, { platform, images, settings }: BindBasis): BuildRequest['input'] {
  const { host, lock, offline } = settings;
  const proxy = offline ? NOWHERE : host.proxy;
  const pinned = (reference: string): string | undefined => pinnedReference(reference, lock, images);
  if (image.kind === 'dockerfile') {
    const frontend = image.frontend && { 'build-arg:BUILDKIT_SYNTAX': frontendReference(image.frontend, images) };
    const attrs = { ...image.attrs, ...frontend, 'image-resolve-mode': 'local' };
    const attrsWithoutGraph = { ...proxyArguments(proxy), ...attrs };
    const changes = { graph: withHostOf(fn, proxy, pinned), attrsWithoutGraph };
    const { images: bases } = dockerfileNeeds(image.stages ?? [], image.attrs['target'], platform);
    return { kind: 'dockerfile', filename: image.filename, attrs, images: bases, rewrite: changes };
  }
  rewrite(image.definition, insideSandbox(fn));
  const { bytes } = bindDefinition(image.definition, {
    platform,
    resolveMode: 'local',
    images: pinned,
    ...(proxy && { proxy }),
  });
  const { os, architecture } = platform;
  return { kind: 'llb', definition: bytes, config: { ...image.config, os, architecture, created: CREATED } };
}

/** What the steps of a user's Dockerfile are given, and its author need not know of. */
function withHostOf(
  fn: string,
  proxy: ProxySettings = {},
  pinned: (reference: string) => string | undefined,
): (definition: Uint8Array) => Uint8Array {
  const rewriter = inOrder([insideSandbox(fn), withImages(pinned), withProxy(proxy), withSecretFile(TRUST)]);
  return (definition) => rewrite(definition, rewriter).bytes;
}

/** Arguments that the Dockerfile frontend predefines; one that the Dockerfile declares as well is in cache keys and history. */
function proxyArguments(proxy: ProxySettings = {}): Record<string, string> {
  const named = { HTTP: proxy.http, HTTPS: proxy.https, FTP: proxy.ftp, NO: proxy.no, ALL: proxy.all };
  const set = Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return Object.fromEntries(set.map(([name, value]) => [`build-arg:${name}_PROXY`, value]));
}

function bindSecrets(
  sources: Readonly<Record<string, SecretSource>>,
  tree: SourceTree,
  host: HostSettings,
): Record<string, Uint8Array> {
  const values = Object.entries(sources).map(([id, { host: setting, file, variables }]) => {
    const fromHost = setting === undefined ? undefined : host[setting];
    const fromFile = file === undefined ? undefined : tree.read(file);
    if (variables !== true) return [id, joined(fromHost, fromFile)];
    return [id, joined(expandVariables(fromHost, host.variables), expandVariables(fromFile, host.variables))];
  });
  return Object.fromEntries(values);
}

/**
 * The function's file after the host's, on a line of its own: in all these formats the later setting wins. Never empty:
 * BuildKit 0.8 does not mount an empty secret, and a tool that was told its path would stop for want of the file.
 */
function joined(first: Uint8Array = new Uint8Array(), second: Uint8Array = new Uint8Array()): Uint8Array {
  if (first.length === 0 && second.length === 0) return Buffer.from('\n');
  const endsLine = first.length === 0 || second.length === 0 || first.at(-1) === 0x0a;
  return Buffer.concat([first, Buffer.from(endsLine ? '' : '\n'), second]);
}
