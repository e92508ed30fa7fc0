/**
 * CaddyManager: the router container, and the control link to the Caddy inside it (stages 10 and
 * 11).
 * A route table is always complete. SmolFaaS pushes once after all functions are ready, and not at
 * all if the router already has an equal table. Functions, upstreams and further paths change
 * without a reload of Caddy; everything else in the table needs one.
 */
import type { Labels } from './labels.js';
import type { AccessEntry } from './logs.js';
import type { ObservedContainer } from './observed.js';
import type { PublishedPortAnswer } from './published.js';

/**
 * One function's route: requests below `/invoke/<function>`, for `<function>.<addr>`, and for the
 * further addresses go to `upstream`.
 */
export interface Route {
  readonly function: string;
  /** A network alias, followed by `:<port>` unless the function listens on port 8000. */
  readonly upstream: string;
  /** How long the function may take to begin its response, in milliseconds. If absent, any time. */
  readonly timeoutMs?: number;
  /** Never empty, and sorted by host and path. */
  readonly further?: readonly FurtherAddress[];
}

/** One more address of a function, with everything below it. */
export interface FurtherAddress {
  /** In lower case. If absent, the router's own. */
  readonly host?: string;
  /** Empty, or segments such as `/api/v1`. Never empty without a host. */
  readonly path: string;
  /** The function receives the path without this part of it. */
  readonly strip?: true;
}

/** Everything that a push gives Caddy. */
export interface RouteTable {
  /** Host name of the router. */
  readonly addr: string;
  /** The HTTPS port as clients see it; redirects contain it. */
  readonly httpsPort: number;
  /** Responses do not name the version that produced them. If absent, they do. */
  readonly hideVersion?: true;
  /** HTTP serves the same as HTTPS. If absent, it redirects. */
  readonly plainHttp?: true;
  /** A 404 names the functions that run. Only for a router that no other machine reaches. */
  readonly namesFunctions?: true;
  /** Sorted by function. */
  readonly routes: readonly Route[];
}

/** What SmolFaaS creates the router container from. */
export interface RouterSpec {
  readonly name: string;
  /** Name of the network. */
  readonly network: string;
  /** The network's id, because network names may be ambiguous. Not part of the spec hash. */
  readonly networkId?: string | undefined;
  readonly volume: string;
  /** Image reference. */
  readonly image: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly bind: readonly string[];
  readonly labels: Labels;
  /** Functions that other functions reach by name through it. Not part of the spec hash. */
  readonly names?: readonly string[];
}

/** What SmolFaaS creates a container from that carries names of functions, for calls between them. */
export interface NamesSpec extends Pick<RouterSpec, 'name' | 'network' | 'networkId' | 'image' | 'labels'> {
  /** Name of the router container, which answers the calls. */
  readonly router: string;
  readonly names: readonly string[];
}

/**
 * What the running Caddy has. `intact` is false when its configuration is not the one that its
 * routes produce.
 */
export interface RouterState {
  readonly table: RouteTable;
  readonly intact: boolean;
}

/** An HTTP response with any status, or why there was none. */
export type ProbeResult =
  | { readonly kind: 'answered'; readonly status: number }
  /** An HTTP response to `GET <path>`, the function's health path, with a status from 400 on. */
  | { readonly kind: 'unhealthy'; readonly status: number; readonly path: string }
  | {
      readonly kind: 'refused' | 'unresolved' | 'timeout' | 'closed';
      readonly detail: string;
      /** The server closed the connection, and speaks HTTP/2 without TLS. */
      readonly http2?: true;
    };

/** Control link to one running router. */
export interface RouterLink {
  /** Functions whose names on the network lead to this router. */
  readonly names: readonly string[];
  /**
   * Reads the current state. @throws router-unreachable; engine-* if the engine is also gone, here
   * and below
   */
  read(signal: AbortSignal): Promise<RouterState>;
  /**
   * Loads the whole table and verifies it. If Caddy refuses it, the old table stays in service.
   * @throws router-rejected-config, router-unreachable
   */
  push(table: RouteTable, signal: AbortSignal): Promise<void>;
  /**
   * Voids every push that is still in progress, such as one that the caller gave up on and that may
   * take effect later. Existing routes remain. The table that `read` returns afterwards is final
   * until the next push.
   * @throws router-unreachable
   */
  fence(signal: AbortSignal): Promise<void>;
  /**
   * Sends one GET / through the router to an upstream, waiting at most `timeoutMs`. If the
   * server closes the connection, tries HTTP/2 without TLS in the time that is left.
   * @param path instead of `/`; a router whose configuration is not intact may not know it
   * @throws router-unreachable
   */
  probe(upstream: string, timeoutMs: number, signal: AbortSignal, path?: string): Promise<ProbeResult>;
  /**
   * Number of established connections from the router to this upstream. A drain waits for them to
   * end before the upstream is removed.
   * @throws router-unreachable
   */
  connections(upstream: string, signal: AbortSignal): Promise<number>;
  /**
   * Requests that the router passed to functions, oldest first: the last `tail` that it has kept,
   * and with `follow` those that come later. Ends with the router, or, without `follow`, with the
   * last one.
   * @throws engine-*; the signal's reason
   */
  requests(
    request: { readonly tail: number; readonly follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<AccessEntry>;
}

/** Keeps the router running and provides access to it. */
export interface CaddyManager {
  /**
   * Ensures that a router created from this spec runs. Returns the link to it once its control
   * server answers. Leaves a running container with the same spec hash alone. Replaces one that
   * differs, and keeps its volume and routes.
   * @throws router-failed, router-image-missing, port-taken, engine-*
   */
  ensure(spec: RouterSpec, observed: ObservedContainer | undefined, signal: AbortSignal): Promise<RouterLink>;
  /**
   * Starts a container that carries these names, beside others of its kind. Returns once it listens.
   * @throws router-failed, router-image-missing, engine-*
   */
  startNames(spec: NamesSpec, signal: AbortSignal): Promise<void>;
  /** The link to a running router; undefined when it does not run. Changes nothing. */
  link(observed: ObservedContainer | undefined, signal: AbortSignal): Promise<RouterLink | undefined>;
  /**
   * Connects to each published port of a running router, as a client on this machine does. Empty
   * when this machine's ports are not the engine's: the engine is remote, or this process runs in a
   * container.
   * @param host name that the router serves
   * @throws engine-*
   */
  published(
    spec: RouterSpec,
    observed: ObservedContainer,
    host: string,
    signal: AbortSignal,
  ): Promise<readonly PublishedPortAnswer[]>;
  /**
   * The root certificate that the router's certificates are signed with, as PEM text. Works for a
   * router that is stopped. Undefined when the router has never run. @throws engine-*
   */
  rootCertificate(observed: ObservedContainer, signal: AbortSignal): Promise<string | undefined>;
  /** The hash of what the container would be created from. Pure. */
  specHash(spec: RouterSpec): string;
}
