/**
 * The inputs of Caddy's configuration: what of a route table is not in files (stage 11, pure).
 *
 *     addr, ports, options    as the table has them
 *     hosts                   further host names: each needs a certificate, which Caddy gets with a load
 *     timeoutsMs              Caddy takes no timeout from a file, so each one needs a proxy of its own
 *
 * The configuration contains this value as text (control-server.ts). So it can be read back
 * whatever the configuration looks like.
 */
import { hasSubHosts, type RouteTable } from '@smolfaas/core';
import { at, listAt, textAt } from './json-path.js';

export interface Served extends Omit<RouteTable, 'routes'> {
  /** Sorted. */
  readonly hosts: readonly string[];
  /** Sorted. */
  readonly timeoutsMs: readonly number[];
}

/** What a configuration for this table is rendered from. */
export function servedOf({ routes, ...options }: RouteTable): Served {
  const { addr, httpsPort } = options;
  const hosts = routes.flatMap(({ further = [] }) => further.flatMap(({ host }) => host ?? []));
  const timeouts = routes.flatMap(({ timeoutMs }) => timeoutMs ?? []);
  return {
    addr,
    httpsPort,
    ...flagsOf((flag) => options[flag] === true),
    hosts: [...new Set(hosts)].toSorted(),
    timeoutsMs: [...new Set(timeouts)].toSorted((a, b) => a - b),
  };
}

/** The flags that are set, always in the same order: the value is compared as text. */
function flagsOf(isSet: (flag: 'hideVersion' | 'plainHttp' | 'namesFunctions') => boolean) {
  return {
    ...(isSet('hideVersion') && { hideVersion: true as const }),
    ...(isSet('plainHttp') && { plainHttp: true as const }),
    ...(isSet('namesFunctions') && { namesFunctions: true as const }),
  };
}

/** The options of a table, without what its routes add. */
export function optionsOf({ addr, httpsPort, ...served }: Served): Omit<RouteTable, 'routes'> {
  return { addr, httpsPort, ...flagsOf((flag) => served[flag] === true) };
}

/** Reads a value that may have been edited by hand; undefined unless it has the needed fields. */
export function readServed(value: unknown): Served | undefined {
  const addr = textAt(value, 'addr');
  const httpsPort = at(value, 'httpsPort');
  if (addr === '' || typeof httpsPort !== 'number') return undefined;
  return {
    addr,
    httpsPort,
    ...flagsOf((flag) => at(value, flag) === true),
    hosts: listAt(value, 'hosts').filter((host) => typeof host === 'string'),
    timeoutsMs: listAt(value, 'timeoutsMs').filter((timeout) => typeof timeout === 'number'),
  };
}

/** A host as TLS and Caddy's matcher expect it: an IPv6 address without brackets. */
export function bare(addr: string): string {
  return addr.replace(/^\[|\]$/g, '');
}

/**
 * The pattern of all host names directly below the router's, as Caddy's matcher and a certificate
 * write it. Undefined where none can exist.
 */
export function wildcard(addr: string): string | undefined {
  return hasSubHosts(addr) ? `*.${addr}` : undefined;
}
