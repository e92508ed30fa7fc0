/**
 * Which request targets reach a function: patterns over the raw request target, evaluated by Caddy before any route.
 *
 * Why patterns of our own: Caddy's path matcher decodes, cleans dots, merges slashes and folds case before it compares, while the
 * proxy sends the undecoded path on. What was matched and what is sent may then be two different things: `/invoke/a/..%2fb`
 * matches the route of `b`. So these patterns look at the bytes as sent.
 *
 * What must stay true:
 *  1. Whatever the matcher makes of an accepted target, its function is the literal second segment.
 *  2. They are valid both for Go's RE2 (Caddy) and for JavaScript (the tests), hence no flags and no lookaround.
 *  3. Only the part before `?` counts; a query may hold anything.
 */

const DOT = '(?:\\.|%2[eE])';
const SLASH = '(?:/|%2[fF])';
/** A character of a path that RFC 3986 does not allow unescaped. Go escapes it. */
const ILLEGAL = "[^A-Za-z0-9._~!$&'()*+,;=:@/?%\\[\\]-]";

/**
 * Targets that no function may see (faults: path confusion): a dot segment in any spelling (`/..`, `/%2e.`, `%2f..%2f`), a
 * backslash, raw or as `%5c`, and `%00`. Also one that mixes illegal characters with escapes: Go
 * then rewrites the whole path, and `<%2fx` would arrive as `%3C/x`. A plain `%2f` is not among
 * them: `/invoke/npm/@scope%2fname` is a function's own business and arrives as sent.
 */
export const UNSAFE_TARGET = `^[^?]*(?:\\\\|%5[cC]|%00|${SLASH}${DOT}{1,2}(?:${SLASH}|\\?|$)|%[^?]*${ILLEGAL}|${ILLEGAL}[^?]*%)`;

/** Targets that lead somewhere, spelled exactly: `/health`, `/invoke/<fn>` and everything below it. All others are a 404. */
export const KNOWN_TARGET = '^(?:/health|/invoke/[a-z0-9-]+(?:/[^?]*)?)(?:\\?.*)?$';

/**
 * Known targets in the spelling that nearly all requests have: no `%`, no backslash, no segment that begins with a dot. None of them is
 * unsafe, so whatever this pattern lets through needs neither of the others. It exists for speed: at each character there is only one way
 * to go on, which Go's engine turns into a single pass; the patterns above take ten times as long.
 */
export const PLAIN_TARGET = '^/(?:health|invoke/[a-z0-9-]+(?:/(?:[^./%\\\\?][^/%\\\\?]*)?)*)(?:\\?.*)?$';

/** The function of a known target is the first group. */
export const FUNCTION_TARGET = '^/invoke/([a-z0-9-]+)';

/** What of the path belongs to the router: replaced by `/`, so that `/invoke/a`, `/invoke/a/` and `/invoke/a//x` become `/`, `/`, `//x`. */
export const INVOKE_PREFIX = '^/invoke/[a-z0-9-]+/?';
