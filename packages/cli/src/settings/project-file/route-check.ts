/**
 * The check that no address is routed twice, as one of the checks between keys.
 */
import { DEFAULTS } from '../../flags/defaults.js';
import { routeFaults } from '../routes.js';
import { furtherAddresses } from './function-routing.js';
import type { Content } from './schema.js';
import type { Path } from './source.js';

/** A fault at one of the routes; the other one of the pair has its own. */
interface RouteProblem {
  readonly path: Path;
  readonly message: string;
}

export function routeCheck({ functions = {}, addr = DEFAULTS.addr }: Content): readonly RouteProblem[] {
  const routes = Object.entries(functions).map(([fn, one]) => [fn, furtherAddresses(one.routes ?? [])] as const);
  return routeFaults(new Map(routes), addr.toLowerCase()).map(({ function: fn, index, message }) => ({
    path: ['functions', fn, 'routes', index],
    message,
  }));
}
