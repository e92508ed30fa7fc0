/**
 * The handlers that pass a request to a function: they drop what the client claims, and dial
 * `up.1:up.2`, which function-route.ts has found.
 *
 * Gotchas:
 *  - No `flush_interval`: Caddy flushes by itself when a response has no length (SSE, chunks). The
 *    value -1 would keep a request running at the function after its client disconnects.
 *  - Headers of a response are changed here, and not by a `headers` handler in front: that one would
 *    wrap the writer of every response.
 *  - Two handlers change forwarding headers, on purpose: `headers` drops what the client claims,
 *    then `reverse_proxy` adds the true values.
 */
import { locationHeaders } from './location.js';
import { type HeaderOperations, versionHeader } from './version-header.js';

export interface ProxyOptions {
  readonly hideVersion: boolean;
  /** The part of the path that the function does not see, with Caddy's placeholders. */
  readonly prefix: string | undefined;
  /** How long the function may take to begin its response; undefined for any time. */
  readonly timeoutMs: number | undefined;
}

/** Pure. */
export function proxy({ hideVersion, prefix, timeoutMs }: ProxyOptions): object[] {
  return [
    { handler: 'headers', request: { delete: CLAIMS } },
    {
      handler: 'reverse_proxy',
      upstreams: [{ dial: '{http.regexp.up.1}:{http.regexp.up.2}' }],
      headers: {
        ...(prefix !== undefined && { request: { set: { 'X-Forwarded-Prefix': [prefix] } } }),
        response: responseHeaders(hideVersion, prefix),
      },
      load_balancing: RETRY_DIALS_ONLY,
      stream_close_delay: STREAMS_LIVE_ON,
      transport: { ...TRANSPORT, ...(timeoutMs !== undefined && { response_header_timeout: `${timeoutMs}ms` }) },
    },
  ];
}

function responseHeaders(hideVersion: boolean, prefix: string | undefined): HeaderOperations {
  const { replace, ...version } = hideVersion ? { replace: {} } : versionHeader();
  return { ...version, replace: { ...replace, ...(prefix !== undefined && locationHeaders(prefix)) } };
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
