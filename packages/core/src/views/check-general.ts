/**
 * `check` for what belongs to no single function: network and router. Pure.
 *
 * A fresh project has no router and needs none, so nothing here is missing where nothing is
 * deployed.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedNetwork } from '../contract/observed.js';
import type { Coded } from '../contract/coded.js';
import type { FaultFacts, Finding } from '../contract/findings.js';
import type { PortFault } from '../contract/port-fault.js';
import { unnamed } from '../observed/function-names.js';
import { isAttached, ownNetwork } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';
import type { RouteTable } from '../contract/caddy-manager.js';
import type { Settings } from '../contract/settings.js';
import type { KnownProject } from './check-input.js';
import { tableOptions } from '../desired/route-options.js';
import { checkGuests } from './check-guests.js';

/**
 * Returns faults, and guests on the network, which are no faults.
 * @param functions those that a route may belong to
 */
export function checkGeneral(
  { observation, desired: { router }, unreached }: Pick<KnownProject, 'observation' | 'desired' | 'unreached'>,
  functions: ReadonlySet<string>,
): readonly Finding[] {
  const { network } = observation.context.settings;
  const ours = ownNetwork(observation.observed, observation.project, network);
  const faults = [
    ...(ours === undefined ? [{ code: 'network-missing', facts: { network } } as const] : []),
    ...checkRouter(observation, router.hash, unreached, ours),
    ...checkNames(observation),
    ...checkTable(observation.router.state?.table, observation.context.settings, functions),
  ];
  return [...faults.map((one): Finding => ({ ok: false, ...one })), ...checkGuests(observation)];
}

function checkRouter(
  { router, context }: Observation,
  routerHash: string,
  unreached: readonly PortFault[],
  network: ObservedNetwork | undefined,
): readonly Fault[] {
  const { container, state: routed } = router;
  if (container === undefined) return [{ code: 'router-missing', facts: {} }];
  const { name, state, exitCode } = container;
  if (state !== 'running')
    return [{ code: 'router-not-running', facts: { state, ...(exitCode !== undefined && { exitCode }) } }];
  const { caddyName, network: wanted } = context.settings;
  const attached = network !== undefined && isAttached(container, network);
  return found(
    name !== caddyName && { code: 'router-called-otherwise', facts: { name } },
    !attached && { code: 'router-not-on-network', facts: { network: wanted } },
    container.labels[LABEL.specHash] !== routerHash && { code: 'router-settings-changed', facts: {} },
    routed === undefined && { code: 'router-silent', facts: {} },
    routed?.intact === false && { code: 'router-config-differs', facts: {} },
    ...unreached.map((fault): Fault => ({ code: 'router-unreached', facts: { fault } })),
  );
}

/** Only functions that are routed are called. */
function checkNames(observation: Observation): readonly Fault[] {
  const routed = observation.router.state?.table.routes.map((route) => route.function) ?? [];
  const functions = unnamed(routed, observation);
  return found(functions.length > 0 && { code: 'names-missing', facts: { functions } });
}

function checkTable(table: RouteTable | undefined, settings: Settings, known: ReadonlySet<string>): readonly Fault[] {
  if (table === undefined) return [];
  const { addr, httpsPort, hideVersion = false, plainHttp = false, namesFunctions = false, routes } = table;
  const should = tableOptions(settings);
  const strays = routes.filter((route) => !known.has(route.function));
  return found(
    addr !== should.addr && { code: 'router-name-differs', facts: { is: addr, should: should.addr } },
    httpsPort !== should.httpsPort && {
      code: 'router-port-differs',
      facts: { is: httpsPort, should: should.httpsPort },
    },
    hideVersion !== (should.hideVersion ?? false) && {
      code: 'version-header-differs',
      facts: { named: !hideVersion },
    },
    plainHttp !== (should.plainHttp ?? false) && { code: 'plain-http-differs', facts: { plain: plainHttp } },
    namesFunctions !== (should.namesFunctions ?? false) && {
      code: 'names-functions-differs',
      facts: { named: namesFunctions },
    },
    ...strays.map((route): Fault => ({ code: 'stray-route', facts: { function: route.function } })),
  );
}

type Fault = Coded<FaultFacts>;

const found = (...all: readonly (Fault | false)[]): readonly Fault[] => all.filter((one) => one !== false);
