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
 *                    … and X-Protocol: h2c           -> the same over HTTP/2 without TLS
 *                    … and X-Path: /<path>           -> GET /<path> instead
 *   GET  /upstreams  …                               -> the last write and a line for each route,
 *                                                       see route-files.ts
 *   GET  /ready      …                               -> GET /health of the HTTPS server, over TLS
 *   anything without token                           -> connection closed
 *
 * Invariants:
 *  1. The token never reaches a function: the probe drops it.
 *  2. The token is not part of the configuration text. Caddy reads it from its environment, so the
 *     saved configuration can be shown to anyone.
 */
import { ADMIN_SOCKET, CONTROL_PORT, DATA_DIR, FUNCTION_PORT, TOKEN_VARIABLE } from './container-layout.js';
import { ROUTES_TEMPLATE } from './route-files.js';

/**
 * Path of the probe, the request header with its target, and the response header that names the
 * sender of the response.
 */
export const PROBE_PATH = '/probe';
export const PROBE_UPSTREAM_HEADER = 'X-Upstream';
export const PROBE_PROTOCOL_HEADER = 'X-Protocol';
export const PROBE_PATH_HEADER = 'X-Path';
export const PROBE_MARK_HEADER = 'X-Smolfaas-Probe';
/**
 * Returns the contents of the route files (route-files.ts). Routers of earlier versions serve this
 * path too, from other files.
 */
export const UPSTREAMS_PATH = '/upstreams';
/**
 * Returns 200 once the HTTPS server has its certificate: right after a load with a new name, it has
 * none for a moment.
 */
export const READY_PATH = '/ready';
/** Values of the mark: the function responded, or Caddy could not get a response. */
export const PROBE_ANSWERED = 'answered';
export const PROBE_FAILED = 'failed';

/** The server. It knows the router's name (without brackets). Pure. */
export function controlServer(serverName: string): object {
  const authorized = { header: { Authorization: [`Bearer {env.${TOKEN_VARIABLE}}`] } };
  const overH2c = { [PROBE_PROTOCOL_HEADER]: ['h2c'] };
  const withPath = { [PROBE_PATH_HEADER]: ['/*'] };
  const probeRoute = (header: object, ...[version, uri]: Parameters<typeof probe>) => ({
    match: [{ header: { ...authorized.header, ...header }, path: [PROBE_PATH] }],
    handle: [probe(version, uri)],
    terminal: true,
  });
  return {
    listen: [`:${CONTROL_PORT}`],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [
      probeRoute({ ...overH2c, ...withPath }, 'h2c', GIVEN_PATH),
      probeRoute(withPath, '1.1', GIVEN_PATH),
      probeRoute(overH2c, 'h2c', '/'),
      probeRoute({}, '1.1', '/'),
      { match: [{ ...authorized, path: [UPSTREAMS_PATH] }], handle: routes, terminal: true },
      { match: [{ ...authorized, path: [READY_PATH] }], handle: [ready(serverName)], terminal: true },
      { match: [authorized], handle: [adminProxy], terminal: true },
      { handle: [{ handler: 'static_response', abort: true }], terminal: true },
    ],
    errors: { routes: [{ match: [{ path: [PROBE_PATH] }], handle: [probeFailure] }] },
  };
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
 * Calls the HTTPS server as a client would. Its certificate need not be trusted; it only must
 * exist.
 */
function ready(serverName: string): object {
  return {
    handler: 'reverse_proxy',
    rewrite: { uri: '/health' },
    upstreams: [{ dial: '127.0.0.1:443' }],
    headers: { request: { set: { Host: [serverName] }, delete: ['Authorization'] } },
    transport: {
      protocol: 'http',
      keep_alive: { enabled: false },
      tls: { server_name: serverName, insecure_skip_verify: true },
    },
  };
}

const GIVEN_PATH = `{http.request.header.${PROBE_PATH_HEADER}}`;

/** Each probe uses its own connection, so that two responses mean two accepted connections. */
function probe(version: '1.1' | 'h2c', uri: string): object {
  return {
    handler: 'reverse_proxy',
    rewrite: { uri },
    upstreams: [{ dial: `{http.request.header.${PROBE_UPSTREAM_HEADER}}:${FUNCTION_PORT}` }],
    headers: {
      request: { delete: ['Authorization', PROBE_UPSTREAM_HEADER, PROBE_PROTOCOL_HEADER, PROBE_PATH_HEADER] },
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
