/**
 * The check that no address is routed twice, as one of the checks between keys.
 */
import { DEFAULTS } from '../../flags/defaults.js';
import { routeFaults } from '../routes.js';
import type { CrossProblem } from './cross-checks.js';
import { furtherAddresses } from './function-routing.js';
import type { Content } from './schema.js';

export function routeCheck({ functions = {}, addr = DEFAULTS.addr }: Content): readonly CrossProblem[] {
  const routes = Object.entries(functions).map(([fn, one]) => [fn, furtherAddresses(one.routes ?? [])] as const);
  return routeFaults(new Map(routes), addr.toLowerCase()).map(({ function: fn, index, message }) => ({
    path: ['functions', fn, 'routes', index],
    message,
  }));
}
