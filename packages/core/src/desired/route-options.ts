/**
 * Stage 4, desired: what the settings say about the route table, apart from which functions serve.
 * Pure.
 *
 * Nothing here resolves conflicts: the settings refuse an address that two functions have.
 */
import type { FurtherAddress, Route, RouteTable } from '../contract/caddy-manager.js';
import type { FunctionChoice, Settings } from '../contract/settings.js';
import { loopbackOnly } from './loopback.js';

/** The settings that a table depends on. */
export type RouteSettings = Pick<Settings, 'addr' | 'httpsPort' | 'versionHeader' | 'bind' | 'plainHttp' | 'functions'>;

/** A table without its routes. */
export function tableOptions({
  addr,
  httpsPort,
  versionHeader,
  plainHttp = false,
  bind,
}: Omit<RouteSettings, 'functions'>): Omit<RouteTable, 'routes'> {
  return {
    addr,
    httpsPort,
    ...(!versionHeader && { hideVersion: true as const }),
    ...(plainHttp && { plainHttp: true as const }),
    ...(loopbackOnly(bind) && { namesFunctions: true as const }),
  };
}

/** What the project file sets for a route; nothing by default. */
export function routeOptions(choice: FunctionChoice | undefined, addr: string): Pick<Route, 'timeoutMs' | 'further'> {
  const { timeoutMs, routes = [] } = choice ?? {};
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(routes.length > 0 && { further: sortedAddresses(routes.map((one) => withoutOwnHost(one, addr))) }),
  };
}

/** The router's own host is not named. */
function withoutOwnHost({ host, ...address }: FurtherAddress, addr: string): FurtherAddress {
  return host === undefined || host === addr ? address : { host, ...address };
}

/** Sorted by host, then by path; the router's own host first. */
export function sortedAddresses(addresses: readonly FurtherAddress[]): readonly FurtherAddress[] {
  const key = ({ host = '', path }: FurtherAddress): string => `${host}${path}`;
  return addresses.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
