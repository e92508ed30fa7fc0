/**
 * Keys of a function that concern how requests reach it: port, timeout and routes.
 */
import * as z from 'zod';
import type { FunctionChoice, FurtherAddress } from '@smolfaas/core';
import { parseRoute, ROUTE_RULE } from '../routes.js';
import { about, flag, text, wholeNumber } from './values.js';

const MOST_TIMEOUT_MS = 3_600_000;
const TIMEOUT_RULE = 'must be a time from 1ms to 1h, such as 30s, 500ms or 2m';
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const route = text.refine((value) => parseRoute(value) !== undefined, ROUTE_RULE);
const timeout = text.refine((value) => milliseconds(value) !== undefined, TIMEOUT_RULE);

const ADDRESS = {
  path: route.meta(about('Path or host name, as in the short form.', { kind: 'address' })),
  strip: flag
    .optional()
    .meta(about('Whether the function receives the path without this prefix.', { default: 'false' })),
};

/** To be spread into the schema of a function. */
export const functionRouting = {
  port: wholeNumber(1, 65_535)
    .optional()
    .meta(about('Port that the function listens on; it is in the variable PORT.', { default: '8000' })),
  timeout: timeout.optional().meta(
    about('How long the function may take to begin a response. After it, the router answers 504.', {
      kind: 'time such as 30s',
      default: 'none',
    }),
  ),
  routes: z
    .array(
      z.union([route, z.strictObject(ADDRESS, 'must be a map of path and strip')], ROUTE_RULE),
      'must be a list of paths and host names, such as [/api, shop.localhost]',
    )
    .optional()
    .meta(
      about(
        'Further addresses of the function: paths and host names, such as /api, shop.localhost or shop.localhost/api. With {path: /api, strip: true}, the function receives the path without /api.',
        { kind: 'list of addresses' },
      ),
    ),
};

type Content = { readonly [K in keyof typeof functionRouting]?: z.infer<(typeof functionRouting)[K]> };

/** The part of a function's choice that these keys set. Absent keys stay absent. */
export function routingChoice({ port, timeout: time, routes }: Content): Partial<FunctionChoice> {
  const timeoutMs = time === undefined ? undefined : milliseconds(time);
  return {
    ...(port !== undefined && { port }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(routes !== undefined && routes.length > 0 && { routes: furtherAddresses(routes) }),
  };
}

/** The addresses of a list that matches the schema. */
export function furtherAddresses(routes: NonNullable<Content['routes']>): readonly FurtherAddress[] {
  return routes.flatMap((one) => {
    const { path, strip = false } = typeof one === 'string' ? { path: one } : one;
    const address = parseRoute(path);
    if (address === undefined) return [];
    return [{ ...address, ...(strip && address.path !== '' && { strip: true as const }) }];
  });
}

function milliseconds(value: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
  const ms = Math.round(Number(number) * (UNITS[unit] ?? 0));
  return ms >= 1 && ms <= MOST_TIMEOUT_MS ? ms : undefined;
}
