/**
 * One function's route in Caddy's configuration: `/invoke/<fn>` and everything below it to the function's port 8000.
 *
 * Reached only by targets that the patterns of raw-target.ts let through, so the cheap path matcher is exact here.
 *
 * What would surprise:
 *  - The prefix goes by `path_regexp`, not by `strip_path_prefix`: the latter merges double slashes, which belong to the function.
 *  - No `flush_interval`: Caddy flushes by itself when a response has no length (SSE, chunks), and -1 would keep a request
 *    running at the function after its client went away.
 *  - Two places touch forwarding headers, on purpose: `headers` drops what the client claims, `reverse_proxy` then adds the truth.
 */
import { FUNCTION_PORT } from './container-layout.js';
import { textAt } from './json-path.js';
import { prefixPattern } from './raw-target.js';
import { upstreamPlaceholder } from './upstream-files.js';

const ID_PREFIX = 'function:';

/** The route of one function. Pure; it does not say which upstream: that is in a file, see upstream-files.ts. */
export function functionRoute(fn: string): object {
  const prefix = `/invoke/${fn}`;
  return {
    '@id': `${ID_PREFIX}${fn}`,
    match: [{ path: [prefix, `${prefix}/*`] }],
    handle: [
      { handler: 'rewrite', path_regexp: [{ find: prefixPattern(fn), replace: '/' }] },
      { handler: 'headers', request: { delete: CLAIMS } },
      {
        handler: 'reverse_proxy',
        upstreams: [{ dial: `${upstreamPlaceholder(fn)}:${FUNCTION_PORT}` }],
        headers: { request: { set: { 'X-Forwarded-Prefix': [prefix] } } },
        load_balancing: RETRY_DIALS_ONLY,
        stream_close_delay: STREAMS_LIVE_ON,
        transport: TRANSPORT,
      },
    ],
    terminal: true,
  };
}

/** The function of a route that `functionRoute` made; undefined for any other. Callers compare the whole afterwards. */
export function functionOfRoute(route: unknown): string | undefined {
  const id = textAt(route, '@id');
  return id.startsWith(ID_PREFIX) ? id.slice(ID_PREFIX.length) : undefined;
}

/** Headers by which a client could pretend to be a proxy; `Proxy` would become HTTP_PROXY in a CGI-like function (httpoxy). */
const CLAIMS = ['X-Forwarded-*', 'Forwarded', 'X-Real-Ip', 'Proxy'];

/**
 * A dial that fails is tried again for a moment, so a restarting function costs a pause and not an error. Once a
 * request was sent nothing is repeated: `retry_match` holds a condition that is never true (without one Caddy repeats every GET).
 */
const RETRY_DIALS_ONLY = { try_duration: '3s', try_interval: '100ms', retry_match: [{ not: [{}] }] };

/** WebSockets outlive a reload by this; those of a function that was replaced end when its old container is stopped. */
const STREAMS_LIVE_ON = '24h';

/**
 * How long a function may think about `Expect: 100-continue` before the body is sent all the same.
 * Without it the router would read the body at once, which sends a 100 of its own, and the
 * function's would be a second one.
 */
const EXPECT_TIMEOUT = '1s';

/**
 * Idle connections are kept for less time than any usual server keeps them (Node and uvicorn close after 5 s, gunicorn after 2):
 * a request sent into a connection that is just being closed would be lost. `compression: false` means that the proxy asks for none by
 * itself: `Accept-Encoding` is the client's.
 */
const TRANSPORT = {
  protocol: 'http',
  dial_timeout: '2s',
  compression: false,
  expect_continue_timeout: EXPECT_TIMEOUT,
  keep_alive: { idle_timeout: '1s' },
};
