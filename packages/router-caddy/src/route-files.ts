/**
 * The files that route requests: one directory for each routed function in the router's volume. It
 * holds one empty file, whose name is the function's upstream, with its timeout in milliseconds in
 * front if it has one. A further address of a function is a chain of directories with an empty
 * file at its end. The file's name is the function, followed by the number of segments that it does
 * not see.
 *
 *   /data/routes/<fn>/<upstream>           routes/a/smolfaas-func-a.g7-3f9c1b2a4d5e.9a0b1c2d3e4f5a6b
 *   /data/routes/<fn>/<ms>~<upstream>      routes/b/30000~smolfaas-func-b.g1-….…:3000
 *   /data/further/@/api/v1/=/<fn>          /api/v1 of the router's own name
 *   /data/further/<host>/api/=/<fn>~1      /api of another host name, not passed on
 *   /data/routes.fence                     token of the last write
 *
 * Why not in the configuration: every change of it reloads the whole of Caddy. A reload replaces
 * its servers, and closes a connection whose next request is on its way without a response.
 * Instead, Caddy looks into the directory for each request (matcher `file` with a glob). So
 * functions can be added, removed and switched without a reload (docs/decisions/0052).
 *
 * Invariant: a switch is one rename(2) inside the function's directory. A request sees the old name or
 * the new one (write-routes.ts).
 *
 * Gotcha: a directory without a file is not a route. The directory of a removed function is kept.
 * It must not be removed while a request looks into it, nor while the list of routes is made.
 */
import type { FurtherAddress, Route } from '@smolfaas/core';

/** The directory of the router's own name, and the one that holds the file at the end of a path. */
export const OWN_HOST = '@';
export const LEAF_DIR = '=';

/** The name of the file of a route: upstream, and timeout. */
export function fileName({ upstream, timeoutMs }: Route): string {
  return timeoutMs === undefined ? upstream : `${timeoutMs}~${upstream}`;
}

/** The route that a file of this name is. */
export function routeIn(fn: string, name: string): Route {
  const [, timeout, upstream = name] = /^(\d+)~(.*)$/.exec(name) ?? [];
  return { function: fn, upstream, ...(timeout !== undefined && { timeoutMs: Number(timeout) }) };
}

/** The function and its further address: `/<host or @><path>`, and the file at its end. */
export function furtherIn(text: string, leaf: string): readonly [string, FurtherAddress] {
  const [, host = '', path = ''] = /^\/([^/]*)(.*)$/.exec(text) ?? [];
  const [fn = '', strip] = leaf.split('~');
  return [fn, { ...(host !== OWN_HOST && { host }), path, ...(strip !== undefined && { strip: true as const }) }];
}

/** The directory and the file of a further address. */
export function furtherText(fn: string, { host = OWN_HOST, path, strip }: FurtherAddress): readonly [string, string] {
  const segments = path.split('/').length - 1;
  return [`${host}${path}`, strip === true && segments > 0 ? `${fn}~${segments}` : fn];
}

/** Directory and file of each further address of these routes. */
export function furtherOf(routes: readonly Route[]): readonly (readonly [string, string])[] {
  return routes.flatMap(({ function: fn, further = [] }) => further.map((one) => furtherText(fn, one)));
}
