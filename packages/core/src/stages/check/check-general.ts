/**
 * `check` for what belongs to no single function: network and router. Pure.
 * Where nothing is deployed, nothing of this is missed: a fresh project has no router and needs none.
 */
import { LABEL } from '../../contract/labels.js';
import type { ObservedNetwork } from '../../contract/observed.js';
import type { Finding } from '../../contract/outcome.js';
import { isAttached, ownNetwork } from '../own-objects.js';
import type { Site } from '../preflight/site.js';
import type { RouteTable } from '../../contract/caddy-manager.js';

/** Faults only; empty when all is well. `known` are the functions that a route may belong to. */
export function checkGeneral(site: Site, routerSpecHash: string, known: ReadonlySet<string>): readonly Finding[] {
  const { network, addr, httpsPort } = site.context.settings;
  const ours = ownNetwork(site.observed, site.project, network);
  const faults = [
    ours === undefined ? `Network ${network} missing` : undefined,
    ...checkRouter(site, routerSpecHash, ours),
    ...checkTable(site.router.state?.table, { addr, httpsPort }, known),
  ];
  return faults.filter((text) => text !== undefined).map((text) => ({ ok: false, text }));
}

function checkRouter(
  { router, context }: Site,
  specHash: string,
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
    container.labels[LABEL.specHash] === specHash ? undefined : 'Router was made with other settings',
    state === undefined ? 'Router does not answer' : undefined,
    state?.intact === false ? 'Router configuration differs from what SmolFaaS gave it' : undefined,
  ];
}

function checkTable(
  table: RouteTable | undefined,
  should: Pick<RouteTable, 'addr' | 'httpsPort'>,
  known: ReadonlySet<string>,
): (string | undefined)[] {
  if (table === undefined) return [];
  const strays = table.routes.filter((route) => !known.has(route.function)).map((route) => route.function);
  return [
    table.addr === should.addr ? undefined : `Router serves ${table.addr}, not ${should.addr}`,
    table.httpsPort === should.httpsPort
      ? undefined
      : `Router redirects to port ${table.httpsPort}, not ${should.httpsPort}`,
    ...strays.map((fn) => `Route to an unknown function (${fn})`),
  ];
}

const exitCode = ({ exitCode: code }: { readonly exitCode?: number }): string => (code === undefined ? '' : ` ${code}`);
