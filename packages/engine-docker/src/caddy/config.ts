/**
 * The whole configuration of Caddy, made from a route table; and the way back (stage 10, pure).
 *
 * Caddy knows no partial change here: each one is a whole configuration for `POST /load`. It therefore always contains the control
 * server too; a configuration without it could never be changed again. Which upstream a function has is not in it (upstream-files.ts), so
 * a redeploy leaves it as it is.
 *
 * What must stay true: reading what was rendered gives the table back, and a configuration is ours exactly if rendering what was
 * read from it gives it back. So a change by hand, however small, is seen.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Route, RouterState, RouteTable } from '@smolfaas/core';
import { pkiApp, tlsApp } from './authority.js';
import { ADMIN_SOCKET } from './container-layout.js';
import { controlServer } from './control-server.js';
import { functionOfRoute } from './function-route.js';
import { at, listAt, textAt } from './json-path.js';
import { bare, httpServer, httpsServer, redirectTarget, type Served } from './public-servers.js';

/** Caddy's configuration for this table, as a JSON value. */
export function renderConfig(table: RouteTable): object {
  const functions = table.routes.map((route) => route.function).toSorted();
  return render({ addr: table.addr, httpsPort: table.httpsPort, functions });
}

function render(served: Served): object {
  const servers = {
    http: httpServer(served),
    https: httpsServer(served),
    control: controlServer(bare(served.addr), served.functions),
  };
  return {
    admin: { listen: `unix/${ADMIN_SOCKET}|0600` },
    logging: { logs: { default: { level: 'WARN' } } },
    apps: {
      http: { grace_period: '30s', servers },
      tls: tlsApp(bare(served.addr)),
      pki: pkiApp(),
    },
  };
}

/** What a router serves before it is told anything: nothing, under a name that always exists. */
export function emptyTable(httpsPort: number): RouteTable {
  return { addr: 'localhost', httpsPort, routes: [] };
}

/** The table behind a running configuration and its upstreams, and whether the configuration is the one this table gives. */
export function readConfig(config: unknown, upstreams: ReadonlyMap<string, string>): RouterState {
  const servers = at(config, 'apps', 'http', 'servers');
  const functions = listAt(servers, 'https', 'routes')
    .map(functionOfRoute)
    .filter((fn) => fn !== undefined);
  const served: Served = { ...readRedirect(at(servers, 'http')), functions: functions.toSorted() };
  const routes = served.functions.map((fn) => ({ function: fn, upstream: upstreams.get(fn) ?? '' }));
  const table: RouteTable = { addr: served.addr, httpsPort: served.httpsPort, routes };
  return { table, intact: isDeepStrictEqual(config, asJson(render(served))) };
}

/** Whether both tables give the same configuration, whatever their upstreams. */
export function sameConfig(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(renderConfig(a), renderConfig(b));
}

/** The routes of `wanted` that `present` has with another upstream, or (with `added`) does not have. */
export function changedRoutes(
  present: RouteTable,
  wanted: RouteTable,
): { moved: readonly Route[]; added: readonly Route[] } {
  const before = new Map(present.routes.map((route) => [route.function, route.upstream]));
  return {
    moved: wanted.routes.filter(({ function: fn, upstream }) => before.has(fn) && before.get(fn) !== upstream),
    added: wanted.routes.filter((route) => !before.has(route.function)),
  };
}

/** Host and port are told by the redirect. A configuration without one is no longer ours: an empty name says so. */
function readRedirect(server: unknown): { addr: string; httpsPort: number } {
  const target = textAt(server, 'routes', -1, 'handle', 0, 'headers', 'Location', 0);
  const [, addr = '', port = '443'] = /^https:\/\/(\[[^\]]+\]|[^:/{]+)(?::(\d+))?\{/.exec(target) ?? [];
  const found = { addr, httpsPort: Number(port) };
  return redirectTarget(found) === target ? found : { addr: '', httpsPort: 0 };
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
