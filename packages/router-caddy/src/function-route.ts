/**
 * The routes to functions in Caddy's configuration. They serve every function: files hold the
 * routed functions, their upstreams and their further addresses (route-files.ts), so those can
 * change without a new configuration.
 *
 *   /invoke/a/x            ->  fn.1 = "a"
 *   a.fn.localhost/x       ->  fn.1 = "a"
 *   /api/x, host/api/x     ->  /data/further/<host or @>/api/=/*  ->  leaf.2 = "a"
 *       then  /data/routes/a/*  ->  up.1 = "smolfaas-func-a.g7-…", up.2 = "8000"  ->  dial up.1:up.2
 *
 * Only targets that the patterns of raw-target.ts accept reach them: segments are literal.
 *
 * Gotchas:
 *  - Caddy evaluates the matchers of one route in no fixed order, so each step is a nested route.
 *  - `path_regexp` removes the prefix, not `strip_path_prefix`: the latter merges double slashes,
 *    which belong to the function.
 *  - `first_exist_fallback` takes the last pattern's first match as it is. The default policy looks
 *    the file up a second time. If the function was switched in between, it finds none: 404.
 *  - Caddy's regular expressions have no default for a group. So the port 8000 is appended to every
 *    file's name before the pattern looks at it, and counts where the name has no port.
 */
import { accessFields } from './access-log.js';
import { DATA_DIR, FUNCTION_PORT, ROUTES_DIR, FURTHER_DIR } from './container-layout.js';
import { proxy } from './proxy.js';
import { FIRST_SEGMENTS, FUNCTION_TARGET, INVOKE_PREFIX, MOST_SEGMENTS, segmentsPrefix } from './raw-target.js';
import { LEAF_DIR, OWN_HOST } from './route-files.js';
import type { Served } from './served.js';

type Matcher = object;
type Options = Pick<Served, 'hideVersion' | 'timeoutsMs'>;

/**
 * `/invoke/<fn>`, without this prefix. Pure. Like the other routes here, it ends requests for a
 * routed function; others continue to the next route.
 */
export function invokeRoute(options: Options): object {
  const named = { vars_regexp: { '{http.request.uri}': { name: 'fn', pattern: FUNCTION_TARGET } } };
  const prefix = { path: '/invoke/{http.regexp.fn.1}', pattern: INVOKE_PREFIX };
  return inside(named, [toFunction('{http.regexp.fn.1}', prefix, options)]);
}

/** The root of `<fn>.<addr>`; only for hosts of this form. */
export function hostRoute(options: Options): object {
  return byHost('^([a-z0-9-]+)\\.', options);
}

/** The root of `<fn>`, by which functions call each other. */
export function callRoute(options: Options): object {
  return byHost('^([a-z0-9-]+)$', options);
}

function byHost(pattern: string, options: Options): object {
  const named = { vars_regexp: { '{http.request.host}': { name: 'fn', pattern } } };
  return inside(named, [toFunction('{http.regexp.fn.1}', undefined, options)]);
}

/**
 * Writes the host name in lower case, in which routes have it (RFC 9110 4.2.3: its case has no
 * meaning). Goes before what looks at the name. Caddy has no function for this, so each letter is
 * a replacement of its own; requests without a capital letter cost one match.
 */
export function lowerCaseHost(): object {
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));
  const Host = letters.map((letter) => ({ search: letter.toUpperCase(), replace: letter }));
  return {
    match: [{ vars_regexp: { '{http.request.host}': { name: 'capital', pattern: '[A-Z]' } } }],
    handle: [{ handler: 'headers', request: { replace: { Host } } }],
  };
}

/**
 * Further addresses; the longest path wins.
 * @param host undefined for those at the router's own name
 */
export function furtherRoute(host: string | undefined, options: Options): object {
  const segments = { vars_regexp: { '{http.request.uri}': { name: 'seg', pattern: FIRST_SEGMENTS } } };
  const paths = Array.from({ length: MOST_SEGMENTS + 1 }, (_, i) =>
    Array.from({ length: MOST_SEGMENTS - i }, (__, n) => `{http.regexp.seg.${n + 1}}`).join(''),
  );
  const base = `${FURTHER_DIR}/${host ?? OWN_HOST}`;
  const found = exists(paths.map((path) => `/${base}${path}/${LEAF_DIR}/*`));
  const leaf = `^/?${FURTHER_DIR}/[^/]+(/.*)?/${LEAF_DIR}/([a-z0-9-]+)(~\\d)?$`;
  const read = { vars_regexp: { '{http.matchers.file.relative}': { name: 'leaf', pattern: leaf } } };
  const strips = Array.from({ length: MOST_SEGMENTS }, (_, i) => {
    const isStripped = { vars_regexp: { '{http.regexp.leaf.3}': { pattern: `^~${i + 1}$` } } };
    const prefix = { path: '{http.regexp.leaf.1}', pattern: segmentsPrefix(i + 1) };
    return inside(isStripped, [toFunction('{http.regexp.leaf.2}', prefix, options)]);
  });
  const kept = inside({ vars_regexp: { '{http.regexp.leaf.3}': { pattern: '^$' } } }, [
    toFunction('{http.regexp.leaf.2}', undefined, options),
  ]);
  return inside(segments, [inside(found, [inside(read, [kept, ...strips])])]);
}

/** The part of the path that the function does not see, and the pattern that removes it. */
interface Prefix {
  readonly path: string;
  readonly pattern: string;
}

/** The routes that end a request for a function, if it is routed. */
function toFunction(fn: string, prefix: Prefix | undefined, { hideVersion, timeoutsMs }: Options): object {
  const isRouted = exists([`/${ROUTES_DIR}/${fn}/*`]);
  const named = { handler: 'vars', upstream: `{http.matchers.file.relative}:${FUNCTION_PORT}` };
  const strip =
    prefix === undefined ? [] : [{ handler: 'rewrite', path_regexp: [{ find: prefix.pattern, replace: '/' }] }];
  const to = (before: string, timeoutMs: number | undefined) => ({
    match: [upstreamIs(`${before}([^/:~]+):(\\d+)(?::${FUNCTION_PORT})?$`)],
    handle: [
      ...accessFields(fn),
      ...strip,
      ...proxy({ hideVersion: hideVersion ?? false, prefix: prefix?.path, timeoutMs }),
    ],
    terminal: true,
  });
  const limited = timeoutsMs.map((timeoutMs) => to(`/${timeoutMs}~`, timeoutMs));
  return { match: [isRouted], handle: [named, { handler: 'subroute', routes: [...limited, to('', undefined)] }] };
}

function upstreamIs(pattern: string): Matcher {
  return { vars_regexp: { upstream: { name: 'up', pattern } } };
}

function exists(files: readonly string[]): Matcher {
  return { file: { root: DATA_DIR, try_files: files, try_policy: 'first_exist_fallback' } };
}

function inside(matcher: Matcher, routes: readonly object[]): object {
  return { match: [matcher], handle: [{ handler: 'subroute', routes }] };
}
