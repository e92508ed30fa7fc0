/**
 * `check` for containers of others on our network. Pure.
 *
 * Others may be there on purpose, such as a database that functions use. So a guest is told and is no
 * fault, unless it has taken the address of a function: then the engine gives it some of the requests.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { Finding } from '../contract/outcome.js';
import type { Observation } from '../observed/observed-project.js';

/** One finding for each container on the project's network that SmolFaaS did not create. */
export function checkGuests({
  observed,
  router,
  context,
}: Pick<Observation, 'observed' | 'router' | 'context'>): Finding[] {
  const { network } = context.settings;
  const routes = router.state?.table.routes ?? [];
  const guests = observed.containers.filter(
    ({ labels, networks }) => labels[LABEL.project] === undefined && networks.includes(network),
  );
  return guests.map((guest) => {
    const names = namesOn(network, guest);
    const robbed = routes.filter(({ upstream }) => names.includes(upstream)).map((route) => route.function);
    if (robbed.length > 0) {
      const whose = `the address of ${robbed.join(', ')}`;
      return { ok: false, text: `Container ${guest.name} of others has ${whose} on network ${network}` };
    }
    const aliases = names.filter((name) => !guest.id.startsWith(name));
    const known = aliases.length > 0 ? ` (${aliases.join(', ')})` : '';
    return { ok: true, text: `Other container on network ${network}: ${guest.name}${known}` };
  });
}

function namesOn(network: string, { details }: ObservedContainer): readonly string[] {
  return details?.aliases[network] ?? [];
}
