/**
 * The route to all functions in Caddy's configuration: `/invoke/<fn>` and everything below it is
 * sent to the function's port 8000. One route serves every function. Files hold the routed
 * functions and their upstreams (route-files.ts), so they can change without a new configuration.
 *
 *   /invoke/a/x  ->  fn.1 = "a"  ->  /data/routes/a/*
 *                ->  up.0 = "smolfaas-func-a.g7-…"  ->  dial up.0:8000
 *
 * Only targets that the patterns of raw-target.ts accept reach it: the second segment is literal.
 *
 * Gotchas:
 *  - Caddy evaluates the matchers of one route in no fixed order, so each step is a nested route.
 *  - `path_regexp` removes the prefix, not `strip_path_prefix`: the latter merges double slashes,
 *    which belong to the function.
 *  - `first_exist_fallback` takes the last pattern's first match as it is. The default policy looks
 *    the file up a second time. If the function was switched in between, it finds none: 404.
 *  - No `flush_interval`: Caddy flushes by itself when a response has no length (SSE, chunks). The
 *    value -1 would keep a request running at the function after its client disconnects.
 *  - Headers of a response are changed here, and not by a `headers` handler in front: that one would
 *    wrap the writer of every response.
 *  - Two handlers change forwarding headers, on purpose: `headers` drops what the client claims,
 *    then `reverse_proxy` adds the true values.
 */
import { ACCESS_FIELDS } from './access-log.js';
import { DATA_DIR, FUNCTION_PORT, ROUTES_DIR } from './container-layout.js';
import { locationHeaders } from './location.js';
import { FUNCTION_TARGET, INVOKE_PREFIX } from './raw-target.js';
import { type HeaderOperations, versionHeader } from './version-header.js';

/**
 * The route to all functions. Pure. It ends requests for a routed function; others continue to the
 * next route.
 */
export function functionRoute(hideVersion: boolean): object {
  const named = { vars_regexp: { '{http.request.uri}': { name: 'fn', pattern: FUNCTION_TARGET } } };
  const files = { root: `${DATA_DIR}/${ROUTES_DIR}`, try_files: ['/{http.regexp.fn.1}/*'] };
  const routed = { file: { ...files, try_policy: 'first_exist_fallback' } };
  const upstream = { vars_regexp: { '{http.matchers.file.relative}': { name: 'up', pattern: '[^/]+$' } } };
  return inside(named, inside(routed, { match: [upstream], handle: proxy(hideVersion), terminal: true }));
}

function inside(matcher: object, route: object): object {
  return { match: [matcher], handle: [{ handler: 'subroute', routes: [route] }] };
}

function proxy(hideVersion: boolean): object[] {
  return [
    ...ACCESS_FIELDS,
    { handler: 'rewrite', path_regexp: [{ find: INVOKE_PREFIX, replace: '/' }] },
    { handler: 'headers', request: { delete: CLAIMS } },
    {
      handler: 'reverse_proxy',
      upstreams: [{ dial: `{http.regexp.up.0}:${FUNCTION_PORT}` }],
      headers: {
        request: { set: { 'X-Forwarded-Prefix': ['/invoke/{http.regexp.fn.1}'] } },
        response: responseHeaders(hideVersion),
      },
      load_balancing: RETRY_DIALS_ONLY,
      stream_close_delay: STREAMS_LIVE_ON,
      transport: TRANSPORT,
    },
  ];
}

function responseHeaders(hideVersion: boolean): HeaderOperations {
  const { replace, ...version } = hideVersion ? { replace: {} } : versionHeader();
  return { ...version, replace: { ...replace, ...locationHeaders() } };
}

/**
 * Headers with which a client could pretend to be a proxy. `Proxy` would become HTTP_PROXY in a
 * CGI-like function (httpoxy).
 */
const CLAIMS = ['X-Forwarded-*', 'Forwarded', 'X-Real-Ip', 'Proxy'];

/**
 * Failed dials are retried briefly, so a restarting function causes a pause instead of an error.
 * Once a request was sent, nothing is repeated: `retry_match` holds a condition that is never true
 * (without one Caddy repeats every GET).
 */
const RETRY_DIALS_ONLY = { try_duration: '3s', try_interval: '100ms', retry_match: [{ not: [{}] }] };

/**
 * How long WebSockets outlive a reload. Those of a replaced function end when its old container is
 * stopped.
 */
const STREAMS_LIVE_ON = '24h';

/**
 * How long a function may consider `Expect: 100-continue` before the router sends the body anyway.
 * Without it the router would read the body at once. That sends a 100 of its own, and the
 * function's would be a second one.
 */
const EXPECT_TIMEOUT = '1s';

/**
 * Idle connections are kept for less time than any common server keeps them (Node.js and uvicorn
 * close after 5 s, gunicorn after 2). Otherwise a request sent into a closing connection would be
 * lost. `compression: false`: the proxy requests no compression by itself, since `Accept-Encoding`
 * is the client's.
 */
const TRANSPORT = {
  protocol: 'http',
  dial_timeout: '2s',
  compression: false,
  expect_continue_timeout: EXPECT_TIMEOUT,
  keep_alive: { idle_timeout: '1s' },
};
