/**
 * The whole configuration of Caddy, made from a route table; and the way back (stage 11, pure).
 *
 * Caddy knows no partial change here: each one is a whole configuration for `POST /load`. It therefore always contains the control
 * server too; a configuration without it could never be changed again. Which functions are routed, and to which upstream, is not in it
 * (route-files.ts), so it stays the same while functions come, go and move.
 *
 * What must stay true: reading what was rendered gives the table back, and a configuration is ours exactly if rendering what was
 * read from it gives it back. So a change by hand, however small, is seen.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Route, RouterState, RouteTable } from '@smolfaas/core';
import { pkiApp, tlsApp } from './authority.js';
import { ADMIN_SOCKET } from './container-layout.js';
import { controlServer } from './control-server.js';
import { at, textAt } from './json-path.js';
import { bare, httpServer, httpsServer, redirectTarget, type Served } from './public-servers.js';

/** Caddy's configuration for this table, as a JSON value; its routes are in files. */
export function renderConfig(served: Served): object {
  const servers = {
    http: httpServer(served),
    https: httpsServer(served),
    control: controlServer(bare(served.addr)),
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

/** The table behind a running configuration and the route files, and whether the configuration is the one this table gives. */
export function readConfig(config: unknown, routes: readonly Route[]): RouterState {
  const redirect = readRedirect(at(config, 'apps', 'http', 'servers', 'http'));
  const served = [redirect, { ...redirect, hideVersion: true as const }];
  const same = served.find((one) => isDeepStrictEqual(config, asJson(renderConfig(one))));
  return { table: { ...(same ?? redirect), routes }, intact: same !== undefined };
}

/** Whether both tables give the same configuration, whatever their routes. */
export function sameConfig(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(renderConfig(a), renderConfig(b));
}

/** Whether both tables have the same routes, in whatever order. */
export function sameRoutes(a: RouteTable, b: RouteTable): boolean {
  const text = ({ routes }: RouteTable): string =>
    routes
      .map((route) => `${route.function} ${route.upstream}\n`)
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join('');
  return text(a) === text(b);
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
