/**
 * Stage 9, make: a recipe becomes a solve request for this host and this project.
 *
 * Recipes are the same on every host. This file adds everything that differs: names and labels,
 * platform, proxies, and the bytes of the secrets that install steps mount. Only the platform
 * affects cache keys.
 *
 * | | LLB | Dockerfile |
 * |---|---|---|
 * | engine's images win over a registry's | `image.resolvemode=local` on each source | attr (1) |
 * | proxies | `proxy_env` of each exec | the same, added to the frontend's graph |
 * | offline: a proxy without a listener | replaces the host's | replaces the host's |
 * | locked images | `@digest` after the tag | the same, and verified first (2) |
 * | certificates | the recipe's own secret mounts | a secret mount per step with a network (3) |
 * | frontend | none | the builder's own, unless the recipe names another |
 * | platform | on each op that takes one, and in the config | the frontend's default (4) |
 *
 * 1. `image-resolve-mode=local`
 * 2. images/verify-images.ts
 * 3. Added to the frontend's graph.
 * 4. The builder's own platform.
 *
 * Invariants:
 * 1. Pure, given the tree.
 * 2. A secret that is missing on this host is still served, as a single newline, because a mount
 *    that appears and disappears would change cache keys.
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
import { CERTIFICATES, onNewLine } from './host-settings.js';
import { insideSandbox } from './sandbox.js';
import { contextAttributes, isShared, sharedSources } from './shared-sources.js';
import { expandVariables } from './variables.js';

/** The same source gives the same image, so the creation time is a constant. */
const CREATED = '1970-01-01T00:00:00Z';

/**
 * A proxy at the discard port of a step's own loopback: it refuses every client that honours
 * proxies at once, before any DNS lookup. Unlike a step without a network, it leaves cache keys
 * unchanged.
 */
const NOWHERE: ProxySettings = {
  http: 'http://127.0.0.1:9',
  https: 'http://127.0.0.1:9',
  ftp: 'http://127.0.0.1:9',
  all: 'http://127.0.0.1:9',
};

/** The function to build. */
export interface BindSubject extends Pick<DesiredImage, 'function' | 'recipeKey'> {
  readonly source: Pick<FunctionSource, 'dir' | 'shared'> & {
    readonly fingerprint: Pick<FunctionSource['fingerprint'], 'contentHash' | 'entries'>;
  };
}

/** What the recipe is bound to. */
export interface BindBasis {
  readonly project: Pick<Project, 'id'>;
  readonly platform: EngineInfo['platform'];
  /** The engine's images; a frontend may be among them. */
  readonly images: readonly ObservedImage[];
  /**
   * References that a lock file pins include the digest. Offline, build steps get a proxy that
   * refuses everything (docs/decisions/0026).
   */
  readonly settings: Pick<Settings, 'imagePrefix' | 'host' | 'lock' | 'offline' | 'buildTimeoutMs'>;
}

/** What builds get from this host. */
export interface Given {
  /** Settings of the user that the recipe requests, by name. */
  readonly settings: Readonly<Record<string, Uint8Array>>;
  /** What the user requested for this function, by id: values of secrets, sockets of SSH agents. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly agents: NonNullable<BuildRequest['ssh']>;
}

/**
 * @throws source-changed when a file that serves as a secret is no longer the one that was hashed;
 * build-step-privileged
 */
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
    source: {
      root: source.dir,
      entries: source.shared === undefined ? entries : entries.filter((one) => !isShared(one)),
    },
    ...(source.shared && { locals: sharedSources(recipe.image, entries, source.shared) }),
    secrets: {
      ...bindSecrets(recipe.secrets ?? {}, tree, host, given.settings),
      ...given.secrets,
      ...(recipe.image.kind === 'dockerfile' && { [TRUST.id]: host.ca }),
    },
    ...(Object.keys(given.agents).length > 0 && { ssh: given.agents }),
    sharedKey: `${project.id}/${fn}`,
    timeoutMs: settings.buildTimeoutMs,
  };
}

/** The labels of an image, and no others: the same source must give the same image. */
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
    const contexts = contextAttributes(image.contexts);
    const attrs = { ...image.attrs, ...contexts, ...frontend, 'image-resolve-mode': 'local' };
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

/** What SmolFaaS adds to the steps of a user's Dockerfile. Its author need not know about it. */
function withHostOf(
  fn: string,
  proxy: ProxySettings = {},
  pinned: (reference: string) => string | undefined,
): (definition: Uint8Array) => Uint8Array {
  const rewriter = inOrder([insideSandbox(fn), withImages(pinned), withProxy(proxy), withSecretFile(TRUST)]);
  return (definition) => rewrite(definition, rewriter).bytes;
}

/**
 * Arguments that the Dockerfile frontend predefines. One that the Dockerfile also declares enters
 * cache keys and history.
 */
function proxyArguments(proxy: ProxySettings = {}): Record<string, string> {
  const named = { HTTP: proxy.http, HTTPS: proxy.https, FTP: proxy.ftp, NO: proxy.no, ALL: proxy.all };
  const set = Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  return Object.fromEntries(set.map(([name, value]) => [`build-arg:${name}_PROXY`, value]));
}

function bindSecrets(
  sources: Readonly<Record<string, SecretSource>>,
  tree: SourceTree,
  host: HostSettings,
  settings: Given['settings'],
): Record<string, Uint8Array> {
  const values = Object.entries(sources).map(([id, { host: setting = '', file, variables }]) => {
    const fromHost = setting === CERTIFICATES ? host.ca : settings[setting];
    const fromFile = file === undefined ? undefined : tree.read(file);
    if (variables !== true) return [id, joined(fromHost, fromFile)];
    return [id, joined(expandVariables(fromHost, host.variables), expandVariables(fromFile, host.variables))];
  });
  return Object.fromEntries(values);
}

/**
 * Appends the function's file to the host's, on a new line: in all these formats the later setting
 * wins. The result is never empty. BuildKit 0.8 does not mount an empty secret, and a tool that is
 * configured with its path would fail without the file.
 */
function joined(first: Uint8Array = new Uint8Array(), second: Uint8Array = new Uint8Array()): Uint8Array {
  return first.length === 0 && second.length === 0 ? Buffer.from('\n') : onNewLine(first, second);
}
