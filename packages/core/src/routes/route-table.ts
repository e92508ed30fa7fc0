/**
 * Stage 11, routes: the whole table, built from what serves. Pure.
 *
 * Invariant: a table is pushed as a whole, so clients see the old one or the new one and nothing in
 * between. Each run makes one push with all routes in it, and none if the router already has them.
 */
import type { Route, RouterState, RouteTable } from '../contract/caddy-manager.js';
import type { Settings } from '../contract/settings.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import { routeOptions, type RouteSettings, tableOptions } from '../desired/route-options.js';

/** Something that may serve: a deployment, or a route that is kept. */
export interface Routable {
  readonly function: string;
  readonly upstream: string | undefined;
}

/**
 * The table that the router should have: all that serves, sorted so that equal tables are equal
 * texts. Timeouts and further addresses are the router's own business, so those of all functions
 * apply, also of functions that the run is not about.
 */
export function routeTable(settings: RouteSettings, all: readonly Routable[]): RouteTable {
  const routes: Route[] = [];
  for (const { function: fn, upstream } of all) {
    if (upstream !== undefined)
      routes.push({ function: fn, upstream, ...routeOptions(settings.functions.get(fn), settings.addr) });
  }
  routes.sort((a, b) => (a.function < b.function ? -1 : 1));
  return { ...tableOptions(settings), routes };
}

/** Whether the router has exactly this table, and a configuration that contains only this table. */
export function hasTable(state: RouterState | undefined, table: RouteTable): boolean {
  return state !== undefined && state.intact && canonicalJson(state.table) === canonicalJson(table);
}

/** The URL of a function. */
export function functionUrl(settings: Pick<Settings, 'addr' | 'httpsPort'>, fn: string): string {
  const port = settings.httpsPort === 443 ? '' : `:${settings.httpsPort}`;
  return `https://${settings.addr}${port}/invoke/${fn}`;
}

/**
 * Whether functions have host names below the router's own: not below an IP address, nor below a
 * name without a dot, for which clients accept no wildcard certificate.
 */
export function hasSubHosts(addr: string): boolean {
  return addr.includes('.') && !addr.includes(':') && !/^[0-9.]+$/.test(addr);
}

/** The URL at which a function is the root of a host name of its own; undefined where there is none. */
export function hostUrl({ addr, httpsPort }: Pick<Settings, 'addr' | 'httpsPort'>, fn: string): string | undefined {
  if (!hasSubHosts(addr)) return undefined;
  return `https://${fn}.${addr}${httpsPort === 443 ? '' : `:${httpsPort}`}/`;
}
