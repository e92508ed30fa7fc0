/**
 * Bind: add to a finished definition what belongs to one solve and not to the recipe. Before:
 * marshal.ts; after: the solve request.
 *
 * A recipe's bytes are the same on every host, so its digest can be compared with the one of the
 * last build. Everything that differs between hosts or runs is therefore added here, by a rewrite
 * that keeps digests consistent:
 *   what is bound                   where                      in the cache key
 *   platform                        images, execs without one  yes
 *   resolve mode                    images without one         no (the digest it resolves to is)
 *   proxies                         execs with a network       no (BuildKit leaves proxy_env out)
 *   image digests                   pinned images              no (BuildKit resolves all tags)
 *   session, sharing hint, unique   local sources              no (their content is)
 *   session, store                  OCI layouts (see below)    no (their digest is)
 * bindDefinition sets the session of every OCI layout, and the store of those that name none. Each
 * row is a small rewriter; bindDefinition chains them in one pass.
 */
import { clone, create } from '@bufbuild/protobuf';
import { NetMode, type Op, OpSchema, ProxyEnvSchema } from '../gen/pb/ops_pb.js';
import type { ResolveMode } from '../ops/image.js';
import { type Platform, takesPlatform, toPbPlatform } from '../platform.js';
import type { Definition } from './definition.js';
import { type OpRewriter, rewrite } from './rewrite.js';

/**
 * Proxy settings of the host, as the usual environment variables hold them. All are URLs except
 * `no`.
 */
export interface Proxy {
  /** `http_proxy`. */
  readonly http?: string;
  /** `https_proxy`. */
  readonly https?: string;
  /** `ftp_proxy`. */
  readonly ftp?: string;
  /** `no_proxy`: hosts to reach directly, comma separated. */
  readonly no?: string;
  /** `all_proxy`. */
  readonly all?: string;
}

/** What binds local sources to a session. */
export interface LocalBinding {
  /** Id of the session that serves the files. */
  readonly session?: string;
  /**
   * Per source name, the hint under which the builder shares its copy; undefined keeps the recipe's
   * hint.
   */
  readonly sharedKeyHint?: (localName: string) => string | undefined;
  /** Any unique text; keeps BuildKit from treating two solves without a session as one. */
  readonly unique?: string;
}

/** Options of {@link bindDefinition}; an option that is left out keeps the definition's value. */
export interface BindDefinitionOptions {
  /** For images and execs that name none. */
  readonly platform?: Platform;
  /** For images that name none. */
  readonly resolveMode?: ResolveMode;
  /** For execs with a network. */
  readonly proxy?: Proxy;
  /**
   * The reference to use instead of this one, such as the same one with a digest; undefined keeps
   * it.
   */
  readonly images?: (reference: string) => string | undefined;
  /** Id of the session that serves the local sources. */
  readonly localSession?: string;
  /**
   * Per local source, the hint under which the builder shares its copy; undefined keeps the
   * definition's hint.
   */
  readonly sharedKeyHints?: (localName: string) => string | undefined;
  /** Any unique text, for local sources without a session: see {@link LocalBinding}. */
  readonly localUnique?: string;
  /** Id of the session that serves the OCI layouts. */
  readonly ociSession?: string;
  /** The session's store, for OCI layouts that name none. */
  readonly ociStore?: string;
}

/**
 * Binds a definition to one solve. Without options the bytes do not change.
 * @throws LlbError `bad-definition`
 */
export function bindDefinition(bytes: Uint8Array, options: BindDefinitionOptions): Definition {
  const { platform, resolveMode, proxy, localSession, sharedKeyHints, localUnique, images } = options;
  const { ociSession, ociStore } = options;
  const rewriters: OpRewriter[] = [];
  if (images !== undefined) rewriters.push(withImages(images));
  if (platform !== undefined) rewriters.push(withPlatform(platform));
  if (resolveMode !== undefined) rewriters.push(withResolveMode(resolveMode));
  if (proxy !== undefined) rewriters.push(withProxy(proxy));
  if (ociSession !== undefined) rewriters.push(withOciSession(ociSession));
  if (ociStore !== undefined) rewriters.push(withOciStore(ociStore));
  rewriters.push(
    withLocals({
      ...(localSession === undefined ? {} : { session: localSession }),
      ...(sharedKeyHints === undefined ? {} : { sharedKeyHint: sharedKeyHints }),
      ...(localUnique === undefined ? {} : { unique: localUnique }),
    }),
  );
  return rewrite(bytes, inOrder(rewriters));
}

/** One rewriter that applies several, each to the result of the one before. */
export function inOrder(rewriters: readonly OpRewriter[]): OpRewriter {
  return (op, meta) => {
    let answer: Op | undefined;
    for (const rewriter of rewriters) answer = rewriter(answer ?? op, meta) ?? answer;
    return answer;
  };
}

/** Sets the platform of images and execs that have none. */
export function withPlatform(platform: Platform): OpRewriter {
  return (op) => {
    if (op.platform !== undefined || !takesPlatform(op.op)) return undefined;
    const bound = clone(OpSchema, op);
    bound.platform = toPbPlatform(platform);
    return bound;
  };
}

/** Sets how image tags are resolved, unless the recipe sets it. */
export function withResolveMode(mode: ResolveMode): OpRewriter {
  return sourceAttrs('docker-image://', (_, attrs) =>
    attrs['image.resolvemode'] === undefined ? { 'image.resolvemode': mode } : {},
  );
}

/**
 * Passes the host's proxies to every exec that has a network. BuildKit sets both spellings,
 * HTTP_PROXY and http_proxy.
 */
export function withProxy(proxy: Proxy): OpRewriter {
  const { http = '', https = '', ftp = '', no = '', all = '' } = proxy;
  const none = [http, https, ftp, no, all].every((value) => value === '');
  return (op) => {
    if (none || op.op.case !== 'exec' || op.op.value.network === NetMode.NONE) return undefined;
    const bound = clone(OpSchema, op);
    const fields = { httpProxy: http, httpsProxy: https, ftpProxy: ftp, noProxy: no, allProxy: all };
    if (bound.op.case === 'exec' && bound.op.value.meta !== undefined) {
      bound.op.value.meta.proxyEnv = create(ProxyEnvSchema, fields);
    }
    return bound;
  };
}

/** Replaces the images of the recipe: full references in, full references out. */
export function withImages(replacement: (reference: string) => string | undefined): OpRewriter {
  const scheme = 'docker-image://';
  return (op) => {
    if (op.op.case !== 'source' || !op.op.value.identifier.startsWith(scheme)) return undefined;
    const wanted = replacement(op.op.value.identifier.slice(scheme.length));
    if (wanted === undefined || op.op.value.identifier === scheme + wanted) return undefined;
    const bound = clone(OpSchema, op);
    if (bound.op.case === 'source') bound.op.value.identifier = scheme + wanted;
    return bound;
  };
}

/** Points local sources at the session that serves them. */
export function withLocals(binding: LocalBinding): OpRewriter {
  return sourceAttrs('local://', (name) => ({
    'local.session': binding.session,
    'local.sharedkeyhint': binding.sharedKeyHint?.(name),
    'local.unique': binding.unique,
  }));
}

/** Points OCI layouts at the session that serves them. */
export function withOciSession(session: string): OpRewriter {
  return sourceAttrs('oci-layout://', () => ({ 'oci.session': session }));
}

/** Sets the session's store for OCI layouts that name none. */
export function withOciStore(store: string): OpRewriter {
  return sourceAttrs('oci-layout://', (_, attrs) => (attrs['oci.store'] === undefined ? { 'oci.store': store } : {}));
}

/**
 * Replaces registry images by images in OCI layouts of the client. `layout` receives a full
 * reference. It returns the reference in the layout (`name/of/image@sha256:…`) and its store, or
 * undefined to leave the image to the builder. Attributes that only a registry image has are
 * dropped.
 */
export function withLayouts(
  layout: (reference: string) => { readonly ref: string; readonly store: string } | undefined,
): OpRewriter {
  const scheme = 'docker-image://';
  return (op) => {
    if (op.op.case !== 'source' || !op.op.value.identifier.startsWith(scheme)) return undefined;
    const found = layout(op.op.value.identifier.slice(scheme.length));
    if (found === undefined) return undefined;
    const bound = clone(OpSchema, op);
    if (bound.op.case === 'source') {
      bound.op.value.identifier = `oci-layout://${found.ref}`;
      bound.op.value.attrs = { 'oci.store': found.store };
    }
    return bound;
  };
}

type Attrs = Readonly<Record<string, string | undefined>>;

/**
 * A rewriter that sets attributes of one scheme's sources; undefined leaves an attribute as it is.
 */
function sourceAttrs(scheme: string, attrsFor: (name: string, attrs: Attrs) => Attrs): OpRewriter {
  return (op) => {
    if (op.op.case !== 'source' || !op.op.value.identifier.startsWith(scheme)) return undefined;
    const { identifier, attrs } = op.op.value;
    const wanted = Object.entries(attrsFor(identifier.slice(scheme.length), attrs));
    const changed = wanted.filter(
      (pair): pair is [string, string] => pair[1] !== undefined && attrs[pair[0]] !== pair[1],
    );
    if (changed.length === 0) return undefined;
    const bound = clone(OpSchema, op);
    if (bound.op.case === 'source') Object.assign(bound.op.value.attrs, Object.fromEntries(changed));
    return bound;
  };
}
