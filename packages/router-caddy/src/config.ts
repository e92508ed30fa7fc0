/**
 * Renders Caddy's whole configuration from a route table, and reads it back (stage 11, pure).
 *
 * Caddy accepts no partial change here: every change is a whole configuration for `POST /load`. So
 * it always includes the control server; a configuration without it could never be changed again.
 * It contains neither the routed functions nor their upstreams (route-files.ts). So it does not
 * change when functions are added, removed or switched.
 *
 * Invariants:
 *  1. Reading a rendered configuration returns the table it was rendered from.
 *  2. A configuration is SmolFaaS's own exactly if rendering the table read from it returns that
 *     same configuration. So every manual change, however small, is detected.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Route, RouterState, RouteTable } from '@smolfaas/core';
import { ACCESS_LOG, ACCESS_NAMESPACE } from './access-log.js';
import { pkiApp, tlsApp } from './authority.js';
import { ADMIN_SOCKET } from './container-layout.js';
import { controlServer } from './control-server.js';
import { at, textAt } from './json-path.js';
import { bare, httpServer, httpsServer, redirectTarget, type Served } from './public-servers.js';

/** Caddy's configuration for this table, as a JSON value. The routes are in files. */
export function renderConfig(served: Served): object {
  const servers = {
    http: httpServer(served),
    https: httpsServer(served),
    control: controlServer(bare(served.addr)),
  };
  return {
    admin: { listen: `unix/${ADMIN_SOCKET}|0600` },
    logging: { logs: { default: { level: 'WARN', exclude: [ACCESS_NAMESPACE] }, access: ACCESS_LOG } },
    apps: {
      http: { grace_period: '30s', servers },
      tls: tlsApp(bare(served.addr)),
      pki: pkiApp(),
    },
  };
}

/** What a router serves before its first push: nothing, under a name that always exists. */
export function emptyTable(httpsPort: number): RouteTable {
  return { addr: 'localhost', httpsPort, routes: [] };
}

/**
 * Returns the table behind a running configuration and its route files, and whether that table
 * renders to exactly this configuration.
 */
export function readConfig(config: unknown, routes: readonly Route[]): RouterState {
  const redirect = readRedirect(at(config, 'apps', 'http', 'servers', 'http'));
  const served = [redirect, { ...redirect, hideVersion: true as const }];
  const same = served.find((one) => isDeepStrictEqual(config, asJson(renderConfig(one))));
  return { table: { ...(same ?? redirect), routes }, intact: same !== undefined };
}

/** Whether both tables render to the same configuration, whatever their routes. */
export function sameConfig(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(renderConfig(a), renderConfig(b));
}

/** Whether both tables have the same routes, in any order. */
export function sameRoutes(a: RouteTable, b: RouteTable): boolean {
  const text = ({ routes }: RouteTable): string =>
    routes
      .map((route) => `${route.function} ${route.upstream}\n`)
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join('');
  return text(a) === text(b);
}

/**
 * Host and port come from the redirect. A configuration without one was not rendered by SmolFaaS;
 * an empty name marks it.
 */
function readRedirect(server: unknown): { addr: string; httpsPort: number } {
  const target = textAt(server, 'routes', -1, 'handle', 0, 'headers', 'Location', 0);
  const [, addr = '', port = '443'] = /^https:\/\/(\[[^\]]+\]|[^:/{]+)(?::(\d+))?\{/.exec(target) ?? [];
  const found = { addr, httpsPort: Number(port) };
  return redirectTarget(found) === target ? found : { addr: '', httpsPort: 0 };
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
