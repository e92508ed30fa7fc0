/**
 * The two public servers: HTTPS, which routes, and HTTP, which redirects to it or serves the same.
 *
 * Order of the routes, each of which ends the request:
 *   1 not plainly spelled, and unsafe   400   before anything else, whatever the host
 *   2 the router's own name:
 *       /invoke/<fn>                          where there is a route to it (function-route.ts)
 *       /health                         200
 *       further paths of functions
 *       the rest                        404   no such function
 *   3 <fn>.<the router's name>                the root of a function, or 404
 *   4 further host names                      the same way
 *   5 another host                      404
 *
 * The first route costs nearly all requests one cheap match. Only targets that fail it are examined
 * closely (raw-target.ts).
 *
 * Gotcha: `automatic_https` is off. It would redirect to port 443 whatever port is really
 * published, and would contact a public issuer for names that look public. The `tls` app names the
 * certificates instead.
 */
import { ACCESS_LOGS } from './access-log.js';
import { jsonAnswer, jsonFailure } from './answers.js';
import { BODY_ERROR } from './body-error.js';
import { FUNCTION_PORT } from './container-layout.js';
import { callRoute, furtherRoute, hostRoute, invokeRoute, lowerCaseHost } from './function-route.js';
import { notFound } from './not-found.js';
import { CHANGED_TARGET, HEALTH_TARGET, PLAIN_TARGET, UNSAFE_TARGET } from './raw-target.js';
import { bare, type Served, wildcard } from './served.js';

/** Redirects to the published HTTPS port; 308 keeps method and body (RFC 9110 15.4.9). */
export function httpServer(served: Served): object {
  const base = { listen: [':80'], protocols: ['h1'], automatic_https: { disable: true } };
  if (served.plainHttp === true) return { ...base, logs: ACCESS_LOGS, routes: routes(served), errors: errors() };
  const others = otherNames(served);
  const toThem = { match: [{ host: others }], handle: [redirect('{http.request.host}', served)], terminal: true };
  return {
    ...base,
    routes: [
      unsafeTarget(served),
      otherHost(served),
      ...(others.length > 0 ? [toThem] : []),
      { handle: [redirect(inUrl(served.addr), served)], terminal: true },
    ],
  };
}

/** Routes to the functions. HTTP/3 is not offered: its UDP port is not published. */
export function httpsServer(served: Served): object {
  const name = bare(served.addr);
  return {
    listen: [':443'],
    protocols: ['h1', 'h2'],
    automatic_https: { disable: true },
    tls_connection_policies: [{ default_sni: name, fallback_sni: name }],
    logs: ACCESS_LOGS,
    routes: routes(served),
    errors: errors(),
  };
}

/**
 * Where functions call each other, `http://<fn>:8000`. Only containers on the network reach it. The
 * names lead to the router (names-body.ts), so a call meets what the routes lead to at that moment.
 */
export function callServer(served: Served): object {
  return {
    listen: [`:${FUNCTION_PORT}`],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [
      {
        match: [changedTarget, targetIsNot('^/')],
        handle: [jsonAnswer(400, 'Bad Request', AMBIGUOUS)],
        terminal: true,
      },
      lowerCaseHost(),
      callRoute(served),
      { handle: notFound(served.namesFunctions ?? false), terminal: true },
    ],
    errors: errors(),
  };
}

/** The `Location` of a redirect to a host, with Caddy's placeholder for path and query. */
export function redirectTarget(host: string, httpsPort: number): string {
  return `https://${host}${httpsPort === 443 ? '' : `:${httpsPort}`}{http.request.uri}`;
}

function redirect(host: string, { httpsPort }: Served): object {
  const headers = { Location: [redirectTarget(host, httpsPort)], 'Cache-Control': ['no-store'] };
  return { handler: 'static_response', status_code: 308, headers };
}

function routes(served: Served): object[] {
  const nothing = { handle: notFound(served.namesFunctions ?? false), terminal: true };
  const own = [invokeRoute(served), health, furtherRoute(undefined, served), nothing];
  const functions = wildcard(served.addr);
  return [
    {
      match: [targetIsNot(PLAIN_TARGET)],
      handle: [{ handler: 'subroute', routes: [unsafeTarget(served)] }],
    },
    atHost(bare(served.addr), own),
    ...(functions === undefined ? [] : [atHost(functions, [lowerCaseHost(), hostRoute(served), nothing])]),
    ...served.hosts.map((host) => atHost(host, [furtherRoute(host, served), nothing])),
    otherHost(served),
  ];
}

function atHost(host: string, inner: readonly object[]): object {
  return { match: [{ host: [host] }], handle: [{ handler: 'subroute', routes: inner }], terminal: true };
}

const health = {
  match: [targetIs(HEALTH_TARGET)],
  handle: [{ handler: 'static_response', status_code: 200, body: 'SmolFaaS Router OK' }],
  terminal: true,
};

function inUrl(addr: string): string {
  return bare(addr).includes(':') ? `[${bare(addr)}]` : addr;
}

/** The names that are served besides the router's own. */
function otherNames({ addr, hosts }: Served): readonly string[] {
  return [wildcard(addr) ?? [], ...hosts].flat();
}

const AMBIGUOUS =
  'This path is ambiguous: it has dot segments, a backslash, a null byte, or characters that must be escaped beside escaped ones.';

/**
 * Both spellings are checked: as sent, and as Go's parser will send it on (it escapes what should
 * have been escaped). The root of a host of one function refuses less.
 */
function unsafeTarget({ addr }: Served): object {
  const functions = wildcard(addr);
  const isRoot = { host: [functions] };
  const refused = (pattern: string) => [
    { vars_regexp: { '{http.request.orig_uri}': { pattern } } },
    { vars_regexp: { '{http.request.uri}': { pattern } } },
  ];
  const match =
    functions === undefined
      ? refused(UNSAFE_TARGET)
      : [
          ...refused(CHANGED_TARGET).map((one) => ({ ...one, ...isRoot })),
          ...refused(UNSAFE_TARGET).map((one) => ({ ...one, not: [isRoot] })),
        ];
  return {
    match: [...match, targetIsNot('^/')],
    handle: [jsonAnswer(400, 'Bad Request', AMBIGUOUS)],
    terminal: true,
  };
}

function otherHost(served: Served): object {
  return {
    match: [{ not: [{ host: [bare(served.addr), ...otherNames(served)] }] }],
    handle: [jsonAnswer(404, 'Not Found', `This router serves ${inUrl(served.addr)} only.`)],
    terminal: true,
  };
}

const errors = (): object => ({
  routes: [malformedBody, late, { handle: [jsonFailure('The function did not answer.')] }],
});

/**
 * The error occurred while Caddy read the request's body, not while it talked to the function. It
 * is the client's fault, so not a 502.
 */
const malformedBody = {
  match: [{ vars_regexp: { '{http.error.message}': { pattern: BODY_ERROR } } }],
  handle: [jsonAnswer(400, 'Bad Request', 'The body of the request is malformed.')],
  terminal: true,
};

const late = {
  match: [{ vars_regexp: { '{http.error.message}': { pattern: 'timeout awaiting response headers' } } }],
  handle: [jsonAnswer(504, 'Gateway Timeout', 'The function did not begin its answer in time.')],
  terminal: true,
};

/** A target that Go's parser would send on with another meaning. */
const changedTarget = { vars_regexp: { '{http.request.orig_uri}': { pattern: CHANGED_TARGET } } };

function targetIs(pattern: string): object {
  return { vars_regexp: { '{http.request.uri}': { pattern } } };
}

/** Matches targets, in the spelling that will be sent on, that do not match a pattern. */
function targetIsNot(pattern: string): object {
  return { not: [targetIs(pattern)] };
}
