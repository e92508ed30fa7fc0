/**
 * Defines which request targets reach a function: patterns over the raw request target, which Caddy
 * evaluates before any route.
 *
 * Caddy's own path matcher is not enough. Before it compares, it decodes, cleans dots, merges
 * slashes and folds case. The proxy, however, sends the undecoded path on. So the matched path and
 * the sent path can differ: `/invoke/a/..%2fb` matches the route of `b`. These patterns look at the
 * bytes as sent.
 *
 * Invariants:
 *  1. Whatever the matcher makes of an accepted target, its function is the literal second segment.
 *  2. The patterns are valid both for Go's RE2 (Caddy) and for JavaScript (the tests), hence no
 *     flags and no lookaround.
 *  3. Only the part before `?` counts; a query may contain anything.
 */

const DOT = '(?:\\.|%2[eE])';
const SLASH = '(?:/|%2[fF])';
/** A character that RFC 3986 does not allow unescaped in a path. Go escapes it. */
const ILLEGAL = "[^A-Za-z0-9._~!$&'()*+,;=:@/?%\\[\\]-]";

/**
 * Targets that no function may see (faults: path confusion). A dot segment in any spelling (`/..`,
 * `/%2e.`, `%2f..%2f`), a backslash, raw or as `%5c`, and `%00`. Also a target that mixes illegal
 * characters with escapes: Go then rewrites the whole path, and `<%2fx` would arrive as `%3C/x`. A
 * plain `%2f` is allowed: `/invoke/npm/@scope%2fname` is the function's own business and arrives as
 * sent.
 */
export const UNSAFE_TARGET = `^[^?]*(?:\\\\|%5[cC]|%00|${SLASH}${DOT}{1,2}(?:${SLASH}|\\?|$)|%[^?]*${ILLEGAL}|${ILLEGAL}[^?]*%)`;

/**
 * Targets that Go would change on their way, see UNSAFE_TARGET. The root of a host that leads to one
 * function refuses these only: no other function is there to be reached.
 */
export const CHANGED_TARGET = `^[^?]*(?:%[^?]*${ILLEGAL}|${ILLEGAL}[^?]*%)`;

/**
 * The spelling of nearly all requests: no `%`, no backslash, no segment that begins with a dot. None
 * of them is unsafe, so a target that matches needs neither of the other patterns. The pattern
 * exists for speed: each character leaves only one way to continue, so Go's engine needs a single
 * pass. The patterns above take ten times as long.
 */
export const PLAIN_TARGET = '^(?:/(?:[^./%\\\\?][^/%\\\\?]*)?)+(?:\\?.*)?$';

/** The router's own check of its health, in its exact spelling. */
export const HEALTH_TARGET = '^/health(?:\\?|$)';

/** Targets of functions: `/invoke/<fn>` and everything below it. The first group is the function. */
export const FUNCTION_TARGET = '^/invoke/([a-z0-9-]+)(?:[/?]|$)';

/**
 * The router's part of the path. It is replaced by `/`, so that `/invoke/a`, `/invoke/a/` and
 * `/invoke/a//x` become `/`, `/`, `//x`.
 */
export const INVOKE_PREFIX = '^/invoke/[a-z0-9-]+/?';

/** How many segments the path of a further address may have. */
export const MOST_SEGMENTS = 4;

/** The first segments of a target, each a group with its slash; empty from the end of the path on. */
export const FIRST_SEGMENTS = `^${'(/[^/?]+)?'.repeat(MOST_SEGMENTS)}`;

/** Matches the first `count` segments of a path, like INVOKE_PREFIX. */
export function segmentsPrefix(count: number): string {
  return `^${'/[^/]+'.repeat(count)}/?`;
}
