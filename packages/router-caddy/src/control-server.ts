/**
 * The control server: the only way from outside the container to Caddy's admin API and to the
 * probe.
 *
 * The admin API has no authentication, so it listens on a unix socket inside the container. The
 * control server, in the same Caddy, is published on the host's loopback only, but it is also
 * reachable from the functions' network. Hence the token: a connection without it is closed without
 * a byte of response.
 *
 *   GET  /config/    Authorization: Bearer <token>   -> the running configuration
 *   POST /load       Authorization: Bearer <token>   -> replaces it whole; must contain this
 *                                                       server again
 *   GET  /probe      … and X-Upstream: <alias>       -> GET / at <alias>:8000, see probe.ts
 *                    … and X-Port: <port>            -> at <alias>:<port>
 *                    … and X-Protocol: h2c           -> the same over HTTP/2 without TLS
 *                    … and X-Path: /<path>           -> GET /<path> instead
 *   GET  /upstreams  …                               -> the last write and a line for each route,
 *                                                       see route-files.ts
 *   GET  /ready      … and X-Host: <host>            -> GET /health of the HTTPS server, over TLS,
 *                                                       with this server name
 *   GET  /served     …                               -> what the configuration was rendered from
 *   anything without token                           -> connection closed
 *
 * Invariants:
 *  1. The token never reaches a function: the probe drops it.
 *  2. The token is not part of the configuration text. Caddy reads it from its environment, so the
 *     saved configuration can be shown to anyone.
 */
import { ADMIN_SOCKET, CONTROL_PORT, DATA_DIR, FUNCTION_PORT, TOKEN_VARIABLE } from './container-layout.js';
import { AUTHORITY } from './authority.js';
import { ROUTES_TEMPLATE } from './read-routes.js';
import { bare, type Served } from './served.js';

/**
 * Path of the probe, the request header with its target, and the response header that names the
 * sender of the response.
 */
export const PROBE_PATH = '/probe';
export const PROBE_UPSTREAM_HEADER = 'X-Upstream';
export const PROBE_PORT_HEADER = 'X-Port';
export const PROBE_PROTOCOL_HEADER = 'X-Protocol';
export const PROBE_PATH_HEADER = 'X-Path';
export const PROBE_MARK_HEADER = 'X-Smolfaas-Probe';
/**
 * Returns the contents of the route files (read-routes.ts). Routers of earlier versions serve this
 * path too, from other files.
 */
export const UPSTREAMS_PATH = '/upstreams';
/**
 * Returns a response once the HTTPS server has its certificate for a name: right after a load with a
 * new name, it has none for a moment.
 */
export const READY_PATH = '/ready';
export const READY_HOST_HEADER = 'X-Host';
/** Returns the value that the configuration was rendered from; readConfig finds it by this path. */
export const SERVED_PATH = '/served';
/** Values of the mark: the function responded, or Caddy could not get a response. */
export const PROBE_ANSWERED = 'answered';
export const PROBE_FAILED = 'failed';

/** The server. Pure. */
export function controlServer(served: Served): object {
  const authorized = { header: { Authorization: [`Bearer {env.${TOKEN_VARIABLE}}`] } };
  const probes = (['h2c', '1.1'] as const).flatMap((version) =>
    [true, false].flatMap((hasPort) =>
      [true, false].map((hasPath) => ({
        match: [
          {
            path: [PROBE_PATH],
            header: {
              ...authorized.header,
              ...(version === 'h2c' && { [PROBE_PROTOCOL_HEADER]: ['h2c'] }),
              ...(hasPort && { [PROBE_PORT_HEADER]: ['*'] }),
              ...(hasPath && { [PROBE_PATH_HEADER]: ['/*'] }),
            },
          },
        ],
        handle: [probe(version, hasPort, hasPath ? GIVEN_PATH : '/')],
        terminal: true,
      })),
    ),
  );
  return {
    listen: [`:${CONTROL_PORT}`],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [
      ...probes,
      { match: [{ ...authorized, path: [UPSTREAMS_PATH] }], handle: routes, terminal: true },
      { match: [{ ...authorized, path: [READY_PATH] }], handle: [ready(bare(served.addr))], terminal: true },
      { match: [{ ...authorized, path: [SERVED_PATH] }], handle: [claim(served)], terminal: true },
      { match: [authorized], handle: [adminProxy], terminal: true },
      { handle: [{ handler: 'static_response', abort: true }], terminal: true },
    ],
    errors: { routes: [{ match: [{ path: [PROBE_PATH] }], handle: [probeFailure] }] },
  };
}

function claim(served: Served): object {
  return { handler: 'static_response', status_code: 200, body: JSON.stringify(served) };
}

/** Caddy's admin API accepts socket requests only from the empty host. */
const adminProxy = {
  handler: 'reverse_proxy',
  upstreams: [{ dial: `unix/${ADMIN_SOCKET}` }],
  headers: { request: { set: { Host: [''] }, delete: ['Authorization'] } },
};

/** `templates` rewrites the response of the handler after it. */
const routes = [
  { handler: 'templates', file_root: DATA_DIR, mime_types: ['text/plain'] },
  { handler: 'static_response', status_code: 200, headers: { 'Content-Type': ['text/plain'] }, body: ROUTES_TEMPLATE },
];

/**
 * Calls the HTTPS server as a client would that trusts the router's authority. For a name without a
 * certificate the server presents the one of its own name, so the name is verified, too.
 */
function ready(host: string): object {
  return {
    handler: 'reverse_proxy',
    rewrite: { uri: '/health' },
    upstreams: [{ dial: '127.0.0.1:443' }],
    headers: { request: { set: { Host: [host] }, delete: ['Authorization', READY_HOST_HEADER] } },
    transport: {
      protocol: 'http',
      keep_alive: { enabled: false },
      tls: {
        server_name: `{http.request.header.${READY_HOST_HEADER}}`,
        ca: { provider: 'pki_root', authority: [AUTHORITY] },
      },
    },
  };
}

/** What a probe says to this server only. */
const PROBE_HEADERS = [
  'Authorization',
  PROBE_UPSTREAM_HEADER,
  PROBE_PORT_HEADER,
  PROBE_PROTOCOL_HEADER,
  PROBE_PATH_HEADER,
];

const GIVEN_PATH = `{http.request.header.${PROBE_PATH_HEADER}}`;

/** Each probe uses its own connection, so that two responses mean two accepted connections. */
function probe(version: '1.1' | 'h2c', hasPort: boolean, uri: string): object {
  const port = hasPort ? `{http.request.header.${PROBE_PORT_HEADER}}` : FUNCTION_PORT;
  return {
    handler: 'reverse_proxy',
    rewrite: { uri },
    upstreams: [{ dial: `{http.request.header.${PROBE_UPSTREAM_HEADER}}:${port}` }],
    headers: {
      request: { delete: PROBE_HEADERS },
      response: { set: { [PROBE_MARK_HEADER]: [PROBE_ANSWERED] } },
    },
    transport: { protocol: 'http', keep_alive: { enabled: false }, ...(version === 'h2c' && { versions: ['h2c'] }) },
  };
}

/** The text of the failure is only for clients of this server, never for public ones. */
const probeFailure = {
  handler: 'static_response',
  status_code: '{http.error.status_code}',
  headers: { [PROBE_MARK_HEADER]: [PROBE_FAILED], 'Content-Type': ['text/plain'] },
  body: '{http.error.message}',
};
