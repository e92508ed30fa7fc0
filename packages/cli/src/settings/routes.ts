/**
 * The grammar of `routes` in the project file, and the rules that no two addresses may break. Pure.
 *
 *     /api/v1          a path at the router's own name
 *     shop.localhost   another host name
 *     shop.localhost/api
 *
 * The rules depend on the router's name, which a flag may set as well. So they are checked for the
 * file, and again with the final settings.
 */
import { isIP } from 'node:net';
import type { FurtherAddress } from '@smolfaas/core';

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const SEGMENT = '(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+';
const ROUTE = new RegExp(`^(?=.)((?:${LABEL}\\.)*${LABEL})?((?:/${SEGMENT}){0,4})$`);

/** What a route must look like, for messages. */
export const ROUTE_RULE =
  'must be a path such as /api/v1 (at most 4 segments of letters, digits and . _ ~ -), a host name, or both: shop.localhost/api';

/** Undefined unless the text is a route. */
export function parseRoute(text: string): FurtherAddress | undefined {
  const [match, host, path = ''] = ROUTE.exec(text) ?? [];
  if (match === undefined || isIP(host ?? '') !== 0 || (host?.length ?? 0) > 253) return undefined;
  return { ...(host !== undefined && { host: host.toLowerCase() }), path };
}

/** A route that must not be. */
export interface RouteFault {
  readonly function: string;
  /** Which of the function's routes, from 0. */
  readonly index: number;
  readonly message: string;
}

/** All faults; a route that two functions have is a fault of both. */
export function routeFaults(
  functions: ReadonlyMap<string, readonly FurtherAddress[]>,
  addr: string,
): readonly RouteFault[] {
  const all = [...functions].flatMap(([fn, routes]) =>
    routes.map((route, index) => ({ function: fn, index, address: atHost(route, addr), text: textOf(route) })),
  );
  return all.flatMap((one) => {
    const { function: fn, index, address, text } = one;
    const reserved = whyReserved(address, addr);
    if (reserved !== undefined) return [{ function: fn, index, message: `${text} ${reserved}` }];
    const same = all.find((other) => other !== one && textOf(other.address) === textOf(address));
    if (same === undefined) return [];
    const whose = same.function === fn ? 'is there twice' : `is a route of the function ${same.function} as well`;
    return [{ function: fn, index, message: `${text} ${whose}` }];
  });
}

/** The same address, with its host. */
function atHost({ host = '', path }: FurtherAddress, addr: string): FurtherAddress {
  return { host: host === '' ? addr : host, path };
}

function whyReserved({ host = '', path }: FurtherAddress, addr: string): string | undefined {
  if (host === addr && path === '') return "is the router's own name: add a path to it";
  if (host === addr && path === '/health') return "is the router's own check of its health";
  if (host === addr && /^\/invoke(\/|$)/.test(path)) return 'is where functions are called by name';
  const [first = '', ...rest] = host.split('.');
  if (rest.join('.') === addr)
    return `belongs to a function named ${first}: choose a name that is not directly below ${addr}`;
  return undefined;
}

function textOf({ host = '', path }: FurtherAddress): string {
  return `${host}${path}`;
}
