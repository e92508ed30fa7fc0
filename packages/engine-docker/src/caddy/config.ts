/**
 * The whole configuration of Caddy, made from a route table; and the way back (stage 10, pure).
 *
 * Caddy has no partial truth here: every change is one whole configuration for `POST /load`. It therefore always contains the control
 * server too; a configuration without it could never be changed again.
 *
 * What must stay true: `readTable(renderConfig(t))` is `t`, and a configuration is ours exactly if rendering what was read from it
 * gives it back. So a change by hand, however small, is seen.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Route, RouterState, RouteTable } from '@smolfaas/core';
import { ADMIN_SOCKET, controlServer } from './control-server.js';
import { readFunctionRoute } from './function-route.js';
import { at, listAt, textAt } from './json-path.js';
import { bare, httpServer, httpsServer, redirectTarget } from './public-servers.js';

/** Caddy's configuration for this table, as a JSON value. */
export function renderConfig(table: RouteTable): object {
  const sorted = { ...table, routes: table.routes.toSorted(byFunction) };
  return {
    admin: { listen: `unix/${ADMIN_SOCKET}|0600` },
    logging: { logs: { default: { level: 'WARN' } } },
    apps: {
      http: {
        grace_period: '30s',
        servers: { http: httpServer(sorted), https: httpsServer(sorted), control: controlServer(bare(table.addr)) },
      },
      tls: {
        certificates: { automate: [bare(table.addr)] },
        automation: { policies: [{ issuers: [{ module: 'internal' }] }] },
      },
      pki: { certificate_authorities: { local: { install_trust: false } } },
    },
  };
}

/** What a router serves before it is told anything: nothing, under a name that always exists. */
export function emptyTable(httpsPort: number): RouteTable {
  return { addr: 'localhost', httpsPort, routes: [] };
}

/** The table behind a running configuration, and whether the configuration is the one this table gives. */
export function readConfig(config: unknown): RouterState {
  const servers = at(config, 'apps', 'http', 'servers');
  const routes = listAt(servers, 'https', 'routes')
    .map(readFunctionRoute)
    .filter((route) => route !== undefined);
  const table: RouteTable = { ...readRedirect(at(servers, 'http')), routes: routes.toSorted(byFunction) };
  return { table, intact: isDeepStrictEqual(config, asJson(renderConfig(table))) };
}

/** Whether Caddy would be told something new. */
export function sameTable(a: RouteTable, b: RouteTable): boolean {
  return isDeepStrictEqual(renderConfig(a), renderConfig(b));
}

/** Host and port are told by the redirect. A configuration without one is no longer ours: an empty name says so. */
function readRedirect(server: unknown): { addr: string; httpsPort: number } {
  const target = textAt(server, 'routes', -1, 'handle', 0, 'headers', 'Location', 0);
  const [, addr = '', port = '443'] = /^https:\/\/(\[[^\]]+\]|[^:/{]+)(?::(\d+))?\{/.exec(target) ?? [];
  const found = { addr, httpsPort: Number(port) };
  return redirectTarget(found) === target ? found : { addr: '', httpsPort: 0 };
}

function byFunction(a: Route, b: Route): number {
  return a.function < b.function ? -1 : Number(a.function > b.function);
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
