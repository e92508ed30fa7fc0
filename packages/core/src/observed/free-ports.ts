/**
 * Stage 5, observe: can the router have its ports?
 *
 * `up` checks before it builds anything, because users should not learn that port 80 is in use
 * after two minutes of compiling. Ports that this project's running router publishes are fine.
 *
 * Gotcha: a port that SmolFaaS cannot judge counts as free. The engine decides when the router
 * starts.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { HostPorts, PortHolder } from '../contract/host-ports.js';
import type { ObservedContainer } from '../contract/observed.js';

export interface WantedPorts {
  readonly bind: readonly string[];
  readonly ports: readonly number[];
}

/**
 * @param router this project's router, if it exists
 * @param containers all observed containers; the error names the one that publishes the port,
 * because "docker-proxy" helps no user
 * @throws port-taken, port-forbidden
 */
export async function requireFreePorts(
  wanted: WantedPorts,
  ports: HostPorts,
  router: ObservedContainer | undefined,
  containers: readonly ObservedContainer[],
): Promise<void> {
  for (const address of wanted.bind) {
    for (const port of wanted.ports) {
      if (router !== undefined && publishes(router, address, port)) continue;
      const holder = await ports.holder(address, port);
      if (holder !== undefined) throw portTaken(address, port, holder, containers);
    }
  }
}

/** Addresses that any machine on the network can reach. */
export function openAddresses(bind: readonly string[]): readonly string[] {
  return bind.filter((address) => address === '0.0.0.0' || address === '::');
}

function portTaken(
  address: string,
  port: number,
  holder: PortHolder,
  containers: readonly ObservedContainer[],
): SmolfaasError {
  const container = containers.find((one) => publishes(one, address, port))?.name;
  return new SmolfaasError('port-taken', { port, address, ...holder, ...(container !== undefined && { container }) });
}

/** Whether a running container publishes this port on this address. */
export function publishes(container: ObservedContainer, address: string, port: number): boolean {
  if (container.state !== 'running' && container.state !== 'paused') return false;
  return container.ports.some(
    ({ ip, hostPort }) => hostPort === port && (ip === address || isAny(ip) || isAny(address)),
  );
}

const isAny = (ip: string): boolean => ip === '0.0.0.0' || ip === '::' || ip === '';
