/**
 * `check` for what belongs to no single function: network and router. Pure.
 * Where nothing is deployed, nothing of this is missed: a fresh project has no router and needs none.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedNetwork } from '../contract/observed.js';
import type { Finding } from '../contract/outcome.js';
import { isAttached, ownNetwork } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';
import type { RouteTable } from '../contract/caddy-manager.js';
import type { Settings } from '../contract/settings.js';
import type { KnownProject } from './check-input.js';
import { checkGuests } from './check-guests.js';

/**
 * Faults, and guests on the network, which are none.
 * @param functions those that a route may belong to
 */
export function checkGeneral(
  { observation, desired: { router }, unreached }: Pick<KnownProject, 'observation' | 'desired' | 'unreached'>,
  functions: ReadonlySet<string>,
): readonly Finding[] {
  const { network } = observation.context.settings;
  const ours = ownNetwork(observation.observed, observation.project, network);
  const faults = [
    ours === undefined ? `Network ${network} missing` : undefined,
    ...checkRouter(observation, router.hash, unreached, ours),
    ...checkTable(observation.router.state?.table, observation.context.settings, functions),
  ];
  return [
    ...faults.filter((text) => text !== undefined).map((text) => ({ ok: false, text })),
    ...checkGuests(observation),
  ];
}

function checkRouter(
  { router, context }: Observation,
  routerHash: string,
  unreached: readonly string[],
  network: ObservedNetwork | undefined,
): (string | undefined)[] {
  const { container, state } = router;
  if (container === undefined) return ['Router missing'];
  if (container.state !== 'running') return [`Router not running (${container.state}${exitCode(container)})`];
  return [
    container.name === context.settings.caddyName ? undefined : `Router has another name (${container.name})`,
    network !== undefined && isAttached(container, network)
      ? undefined
      : `Router not attached to network ${context.settings.network}`,
    container.labels[LABEL.specHash] === routerHash ? undefined : 'Router was made with other settings',
    state === undefined ? 'Router does not answer' : undefined,
    state?.intact === false ? 'Router configuration differs from what SmolFaaS gave it' : undefined,
    ...unreached.map((fault) => `Router ${fault}`),
  ];
}

function checkTable(
  table: RouteTable | undefined,
  should: Pick<Settings, 'addr' | 'httpsPort' | 'versionHeader'>,
  known: ReadonlySet<string>,
): (string | undefined)[] {
  if (table === undefined) return [];
  const strays = table.routes.filter((route) => !known.has(route.function)).map((route) => route.function);
  return [
    table.addr === should.addr ? undefined : `Router serves ${table.addr}, not ${should.addr}`,
    table.httpsPort === should.httpsPort
      ? undefined
      : `Router redirects to port ${table.httpsPort}, not ${should.httpsPort}`,
    (table.hideVersion ?? false) === !should.versionHeader
      ? undefined
      : `Router ${should.versionHeader ? 'does not name' : 'names'} versions in answers`,
    ...strays.map((fn) => `Route to an unknown function (${fn})`),
  ];
}

const exitCode = ({ exitCode: code }: { readonly exitCode?: number }): string => (code === undefined ? '' : ` ${code}`);
