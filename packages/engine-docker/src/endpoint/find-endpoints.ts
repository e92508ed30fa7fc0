/**
 * Finds the engine in the docker client's own order, so that SmolFaaS and `docker` always talk to
 * the same one.
 *
 *   the option `dockerHost`  >  DOCKER_HOST  >  DOCKER_CONTEXT, else the current context
 *                            >  default sockets that exist
 *
 * Invariant: a user's choice is final. If the chosen engine does not respond, no other one is used
 * silently: functions would start where the user does not look.
 */
import { SmolfaasError } from '@smolfaas/core';
import { fromContext } from './context.js';
import { defaultSockets, fromDefaultSockets } from './default-sockets.js';
import type { Endpoint } from './endpoint.js';
import { fromDockerHost, fromOption } from './named-host.js';
import type { Place } from './place.js';

const CHOICES: readonly ((place: Place) => Endpoint | undefined)[] = [fromOption, fromDockerHost, fromContext];

/**
 * The candidates, in the order in which to dial them; a named engine is the only one. Never empty.
 * @throws SmolfaasError engine-unreachable for an unusable choice, engine-not-found when there is
 *   nothing to dial
 */
export function findEndpoints(place: Place, platform: NodeJS.Platform = process.platform): readonly Endpoint[] {
  for (const choice of CHOICES) {
    const endpoint = choice(place);
    if (endpoint) return [endpoint];
  }
  const found = fromDefaultSockets(place, platform);
  if (found.length === 0) throw new SmolfaasError('engine-not-found', { tried: defaultSockets(place) });
  return found;
}
