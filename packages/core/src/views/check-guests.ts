/**
 * `check` for containers on the project's network that do not belong to SmolFaaS. Pure.
 *
 * Such guests may be there on purpose, such as a database that functions use. So a guest is
 * reported but is no fault, unless it has taken the address of a function: then the engine sends it
 * some of the requests.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { Finding } from '../contract/findings.js';
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
  return guests.map((guest): Finding => {
    const names = namesOn(network, guest);
    const { name } = guest;
    const functions = routes
      .filter(({ upstream }) => names.includes(upstream.replace(/:\d+$/, '')))
      .map((route) => route.function);
    if (functions.length > 0) return { ok: false, code: 'address-taken', facts: { name, functions, network } };
    const aliases = names.filter((alias) => !guest.id.startsWith(alias));
    return { ok: true, code: 'guest', facts: { name, network, aliases } };
  });
}

function namesOn(network: string, { details }: ObservedContainer): readonly string[] {
  return details?.aliases[network] ?? [];
}
