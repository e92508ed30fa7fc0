/**
 * The two public servers: HTTP, which only redirects, and HTTPS, which routes.
 *
 * Order of the HTTPS routes, each of which ends the request:
 *   1 not plainly spelled:
 *       unsafe target   400   before anything else, whatever the host
 *       another host    404
 *       unknown target  404   also other spellings: `/invoke/A`, `//invoke/a`
 *   2 another host      404   the router serves one name
 *   3 /health           200
 *   4 /invoke/<fn>            where there is a route to it (function-route.ts)
 *   5 the rest          404   no such function
 *
 * The first route costs nearly all requests one cheap match. Only targets that fail it are examined
 * closely (raw-target.ts).
 *
 * Gotcha: `automatic_https` is off. It would redirect to port 443 whatever port is really
 * published, and would contact a public issuer for names that look public. The `tls` app names the
 * certificates instead.
 */
import type { RouteTable } from '@smolfaas/core';
import { ACCESS_LOGS } from './access-log.js';
import { jsonAnswer, jsonFailure } from './answers.js';
import { BODY_ERROR } from './body-error.js';
import { functionRoute } from './function-route.js';
import { KNOWN_TARGET, PLAIN_TARGET, UNSAFE_TARGET } from './raw-target.js';

/** The inputs of the configuration. The routes are not among them. */
export type Served = Pick<RouteTable, 'addr' | 'httpsPort' | 'hideVersion'>;

/** Redirects to the published HTTPS port; 308 keeps method and body (RFC 9110 15.4.9). */
export function httpServer(served: Served): object {
  return {
    listen: [':80'],
    protocols: ['h1'],
    automatic_https: { disable: true },
    routes: [
      unsafeTarget,
      otherHost(served.addr),
      {
        handle: [
          {
            handler: 'static_response',
            status_code: 308,
            headers: { Location: [redirectTarget(served)], 'Cache-Control': ['no-store'] },
          },
        ],
        terminal: true,
      },
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
    routes: [
      {
        match: [targetIsNot(PLAIN_TARGET)],
        handle: [{ handler: 'subroute', routes: [unsafeTarget, otherHost(served.addr), unknownTarget] }],
      },
      otherHost(served.addr),
      {
        match: [{ path: ['/health'] }],
        handle: [{ handler: 'static_response', status_code: 200, body: 'SmolFaaS Router OK' }],
        terminal: true,
      },
      functionRoute(served.hideVersion ?? false),
      { handle: [notFound], terminal: true },
    ],
    errors: { routes: [malformedBody, { handle: [jsonFailure('The function did not answer.')] }] },
  };
}

/** The `Location` of the redirect, with Caddy's placeholder for path and query. */
export function redirectTarget(served: Pick<Served, 'addr' | 'httpsPort'>): string {
  const port = served.httpsPort === 443 ? '' : `:${served.httpsPort}`;
  return `https://${inUrl(served.addr)}${port}{http.request.uri}`;
}

/** A host as TLS and Caddy's matcher expect it: an IPv6 address without brackets. */
export function bare(addr: string): string {
  return addr.replace(/^\[|\]$/g, '');
}

function inUrl(addr: string): string {
  return bare(addr).includes(':') ? `[${bare(addr)}]` : addr;
}

const AMBIGUOUS =
  'This path is ambiguous: it has dot segments, a backslash, a null byte, or characters that must be escaped beside escaped ones.';

/**
 * Both spellings are checked: as sent, and as Go's parser will send it on (it escapes what should
 * have been escaped).
 */
const unsafeTarget = {
  match: [
    { vars_regexp: { '{http.request.orig_uri}': { pattern: UNSAFE_TARGET } } },
    { vars_regexp: { '{http.request.uri}': { pattern: UNSAFE_TARGET } } },
    targetIsNot('^/'),
  ],
  handle: [jsonAnswer(400, 'Bad Request', AMBIGUOUS)],
  terminal: true,
};

function otherHost(addr: string): object {
  return {
    match: [{ not: [{ host: [bare(addr)] }] }],
    handle: [jsonAnswer(404, 'Not Found', `This router serves ${inUrl(addr)} only.`)],
    terminal: true,
  };
}

/**
 * The error occurred while Caddy read the request's body, not while it talked to the function. It
 * is the client's fault, so not a 502.
 */
const malformedBody = {
  match: [{ vars_regexp: { '{http.error.message}': { pattern: BODY_ERROR } } }],
  handle: [jsonAnswer(400, 'Bad Request', 'The body of the request is malformed.')],
  terminal: true,
};

const notFound = jsonAnswer(404, 'Not Found', 'No function answers here; functions are at /invoke/<name>.');

const unknownTarget = { match: [targetIsNot(KNOWN_TARGET)], handle: [notFound], terminal: true };

/** Matches targets, in the spelling that will be sent on, that do not match a pattern. */
function targetIsNot(pattern: string): object {
  return { not: [{ vars_regexp: { '{http.request.uri}': { pattern } } }] };
}
