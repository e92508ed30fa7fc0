/**
 * Renders Caddy's whole configuration from a route table, and reads it back (stage 11, pure).
 *
 * Caddy accepts no partial change here: every change is a whole configuration for `POST /load`. So
 * it always includes the control server; a configuration without it could never be changed again.
 * It contains neither the routed functions, nor their upstreams, nor their further paths
 * (route-files.ts). So it does not change when functions are added, removed or switched.
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
import { controlServer, SERVED_PATH } from './control-server.js';
import { at, listAt, textAt } from './json-path.js';
import { callServer, httpServer, httpsServer, redirectTarget } from './public-servers.js';
import { furtherText } from './route-files.js';
import { bare, optionsOf, readServed, type Served, servedOf, wildcard } from './served.js';

/** Caddy's configuration for this table, as a JSON value. The routes are in files. */
export function renderConfig(table: RouteTable): object {
  return render(servedOf(table));
}

function render(served: Served): object {
  const name = bare(served.addr);
  const servers = {
    http: httpServer(served),
    https: httpsServer(served),
    calls: callServer(served),
    control: controlServer(served),
  };
  return {
    admin: { listen: `unix/${ADMIN_SOCKET}|0600` },
    logging: { logs: { default: { level: 'WARN', exclude: [ACCESS_NAMESPACE] }, access: ACCESS_LOG } },
    apps: {
      http: { grace_period: '30s', servers },
      tls: tlsApp([name, wildcard(served.addr) ?? [], served.hosts].flat()),
      pki: pkiApp(),
    },
  };
}

/** What a router serves before its first push: nothing, under a name that always exists. */
export function emptyTable(httpsPort: number): RouteTable {
  return { addr: 'localhost', httpsPort, routes: [] };
}

/** What a running configuration and its route files are. */
export interface ConfigRead extends RouterState {
  /** What the configuration was rendered from; undefined when SmolFaaS did not render it. */
  readonly served: Served | undefined;
}

/**
 * Returns the table behind a running configuration and its route files, and whether that table
 * renders to exactly this configuration.
 */
export function readConfig(config: unknown, routes: readonly Route[]): ConfigRead {
  const claimed = readClaim(config);
  const served = claimed !== undefined && isDeepStrictEqual(config, asJson(render(claimed))) ? claimed : undefined;
  const options =
    claimed === undefined ? readRedirect(at(config, 'apps', 'http', 'servers', 'http')) : optionsOf(claimed);
  const table = { ...options, routes };
  return { table, served, intact: served !== undefined && isDeepStrictEqual(served, servedOf(table)) };
}

/** Whether the configuration that was rendered from `served` is also the one for this table. */
export function rendersTo(served: Served | undefined, table: RouteTable): boolean {
  return isDeepStrictEqual(served, servedOf(table));
}

/** Whether both tables have the same routes, in any order. */
export function sameRoutes(a: RouteTable, b: RouteTable): boolean {
  const text = ({ routes }: RouteTable): string =>
    routes
      .map(routeText)
      .toSorted((one, other) => (one < other ? -1 : 1))
      .join('');
  return text(a) === text(b);
}

function routeText({ function: fn, upstream, timeoutMs = 0, further = [] }: Route): string {
  const lines = further.map((one) => ` ${furtherText(fn, one).join(' ')}\n`).toSorted();
  return `${fn} ${upstream} ${timeoutMs}\n${lines.join('')}`;
}

/** The text from which the configuration says that it was rendered. */
function readClaim(config: unknown): Served | undefined {
  const routes = listAt(config, 'apps', 'http', 'servers', 'control', 'routes');
  const claim = routes.find((route) => textAt(route, 'match', 0, 'path', 0) === SERVED_PATH);
  try {
    return readServed(JSON.parse(textAt(claim, 'handle', 0, 'body')));
  } catch {
    return undefined;
  }
}

/**
 * Earlier versions have no such text. Host and port come from the redirect. A configuration without
 * one was not rendered by SmolFaaS; an empty name marks it.
 */
function readRedirect(server: unknown): { addr: string; httpsPort: number } {
  const target = textAt(server, 'routes', -1, 'handle', 0, 'headers', 'Location', 0);
  const [, addr = '', port = '443'] = /^https:\/\/(\[[^\]]+\]|[^:/{]+)(?::(\d+))?\{/.exec(target) ?? [];
  return redirectTarget(addr, Number(port)) === target ? { addr, httpsPort: Number(port) } : { addr: '', httpsPort: 0 };
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
