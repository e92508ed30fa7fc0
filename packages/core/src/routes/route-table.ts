/**
 * Stage 11, routes: the whole table, built from what serves. Pure.
 *
 * Invariant: a table is pushed as a whole, so clients see the old one or the new one and nothing in
 * between. Each run makes one push with all routes in it, and none if the router already has them.
 */
import type { Route, RouterState, RouteTable } from '../contract/caddy-manager.js';
import type { Settings } from '../contract/settings.js';

/** Something that may serve: a deployment, or a route that is kept. */
export interface Routable {
  readonly function: string;
  readonly upstream: string | undefined;
}

/**
 * The table that the router should have: all that serves, sorted so that equal tables are equal
 * texts.
 */
export function routeTable(
  { addr, httpsPort, versionHeader }: Pick<Settings, 'addr' | 'httpsPort' | 'versionHeader'>,
  all: readonly Routable[],
): RouteTable {
  const routes: Route[] = [];
  for (const { function: fn, upstream } of all) if (upstream !== undefined) routes.push({ function: fn, upstream });
  routes.sort((a, b) => (a.function < b.function ? -1 : 1));
  return { addr, httpsPort, ...(!versionHeader && { hideVersion: true as const }), routes };
}

/** Whether the router has exactly this table, and a configuration that contains only this table. */
export function hasTable(state: RouterState | undefined, table: RouteTable): boolean {
  return state !== undefined && state.intact && tableText(state.table) === tableText(table);
}

/** The URL of a function. */
export function functionUrl(settings: Pick<Settings, 'addr' | 'httpsPort'>, fn: string): string {
  const port = settings.httpsPort === 443 ? '' : `:${settings.httpsPort}`;
  return `https://${settings.addr}${port}/invoke/${fn}`;
}

function tableText({ addr, httpsPort, hideVersion, routes }: RouteTable): string {
  return JSON.stringify([
    addr,
    httpsPort,
    hideVersion ?? false,
    routes.map((route) => [route.function, route.upstream]),
  ]);
}
