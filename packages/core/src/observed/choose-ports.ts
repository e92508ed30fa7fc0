/**
 * Stage 5, observe: which ports does a project take that has none on record?
 *
 *     those of its running router  >  80 and 443  >  8080 and 8443  >  8081 and 8444  >  …
 *
 * The first pair wins that no program and no container holds on the addresses of the project.
 *
 * Gotcha: a project that is down holds no ports. Another one may take them in the meantime.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { HostPorts } from '../contract/host-ports.js';
import type { PortUse } from '../contract/notices.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { NamesAndPorts } from '../contract/settings.js';
import { publishes, requireFreePorts } from './free-ports.js';

export type Ports = Pick<NamesAndPorts, 'httpPort' | 'httpsPort'>;

/** What the choice depends on. */
export interface PortInput {
  /** Ports that the user gave; they are taken as they are. */
  readonly given: Partial<Ports>;
  readonly bind: readonly string[];
  readonly host: HostPorts;
  /** This project's router, if it exists. */
  readonly router: ObservedContainer | undefined;
  readonly containers: readonly ObservedContainer[];
  /** Ports that turned out to be in use when the router started. */
  readonly taken: readonly PortUse[];
}

export interface PortChoice {
  readonly ports: Ports;
  /** Why the preferred pair was not available. */
  readonly yieldedTo?: PortUse;
}

/** Pairs that are tried after 80 and 443. */
const MOST = 1000;

/** The ports of this project. When no pair is free, the last one: the engine's error says more. */
export async function choosePorts(input: PortInput): Promise<PortChoice> {
  const { given } = input;
  const pairs = candidatePorts(input.router).map((pair) => ({ ...pair, ...given }));
  let yieldedTo = input.taken[0];
  let last = pairs[0] ?? { httpPort: 80, httpsPort: 443 };
  for (const pair of pairs) {
    last = pair;
    if (pair.httpPort === pair.httpsPort) continue;
    const wanted = [given.httpPort ?? pair.httpPort, given.httpsPort ?? pair.httpsPort].filter(
      (port) => port !== given.httpPort && port !== given.httpsPort,
    );
    const use = await firstUse(wanted, input);
    if (use === undefined) break;
    yieldedTo ??= use;
  }
  return { ports: last, ...(yieldedTo !== undefined && { yieldedTo }) };
}

function candidatePorts(router: ObservedContainer | undefined): readonly Ports[] {
  const published = (port: number) => router?.ports.find(({ containerPort }) => containerPort === port)?.hostPort;
  const [httpPort, httpsPort] = [published(80), published(443)];
  return [
    ...(httpPort === undefined || httpsPort === undefined ? [] : [{ httpPort, httpsPort }]),
    { httpPort: 80, httpsPort: 443 },
    ...Array.from({ length: MOST }, (_, n) => ({ httpPort: 8080 + n, httpsPort: 8443 + n })),
  ];
}

async function firstUse(
  ports: readonly number[],
  { bind, host, router, containers, taken }: PortInput,
): Promise<PortUse | undefined> {
  const known = taken.find(({ port }) => ports.includes(port)) ?? publishedUse(ports, bind, router, containers);
  if (known !== undefined) return known;
  try {
    await requireFreePorts({ bind, ports }, host, router, containers);
    return undefined;
  } catch (error) {
    const use = portUse(error);
    if (use === undefined) throw error;
    return use;
  }
}

/** A container that publishes one of the ports. It also counts on a remote engine. */
function publishedUse(
  ports: readonly number[],
  bind: readonly string[],
  router: ObservedContainer | undefined,
  containers: readonly ObservedContainer[],
): PortUse | undefined {
  for (const port of ports) {
    for (const address of bind) {
      const other = containers.find((one) => one.id !== router?.id && publishes(one, address, port));
      if (other !== undefined) return { port, address, forbidden: false, container: other.name };
    }
  }
  return undefined;
}

/** What an error says about a port that cannot be used; undefined for other errors. */
export function portUse(error: unknown): PortUse | undefined {
  if (isSmolfaasError(error, 'port-taken')) return { ...error.facts, forbidden: false };
  return isSmolfaasError(error, 'port-forbidden') ? { ...error.facts, forbidden: true } : undefined;
}
