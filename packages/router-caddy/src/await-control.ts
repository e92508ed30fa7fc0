/**
 * Leads from a started container to a working link: finds the published port and the token of the
 * control server, and waits until it responds.
 *
 * Everything comes from the container itself. The port is read again each time, because every start
 * gets another one.
 */
import { isSmolfaasError, namesIn, pause, type RouterLink, SmolfaasError } from '@smolfaas/core';
import type { RouterEngine, ContainerFacts } from './router-engine.js';
import type { ControlAddress } from './control-client.js';
import { CONTROL_PORT, TOKEN_VARIABLE } from './container-layout.js';
import { DIAL_CONTROL } from './dial-inside.js';
import { createLink } from './link.js';

/**
 * Caddy needs about 0.1 s, plus a second to generate the keys of its first certificate authority.
 */
const START_MS = 15_000;
const LOG_LINES = 20;

/**
 * Address of this container's control server; undefined without a token, or while its port is not
 * published.
 */
export function controlAddress(engine: RouterEngine, name: string, facts: ContainerFacts): ControlAddress | undefined {
  const port = facts.ports.find(({ containerPort }) => containerPort === CONTROL_PORT);
  const token = facts.env.find((line) => line.startsWith(`${TOKEN_VARIABLE}=`))?.slice(TOKEN_VARIABLE.length + 1);
  if (!port || !token) return undefined;
  const published = engine.isLocal ? { host: port.ip, port: port.hostPort } : undefined;
  return { name, token, published, inside: (signal) => engine.openExec(facts.id, DIAL_CONTROL, signal) };
}

/**
 * Returns the link for these facts; undefined when the container is not a running SmolFaaS router.
 */
export function linkTo(engine: RouterEngine, name: string, facts: ContainerFacts): RouterLink | undefined {
  const address = facts.running ? controlAddress(engine, name, facts) : undefined;
  // Connecting a container to its network by hand drops its aliases.
  const names = namesIn(facts.labels).filter((fn) => facts.aliases.includes(fn));
  return address && createLink(address, facts.id, engine, names);
}

/**
 * Waits until the control server responds. @throws router-failed with the last lines of Caddy's log
 */
export async function awaitControl(
  engine: RouterEngine,
  name: string,
  id: string,
  signal: AbortSignal,
): Promise<RouterLink> {
  const until = performance.now() + START_MS;
  for (let last = 'its control server is not published'; ; await pause(50, signal)) {
    const facts = await engine.inspect(id, signal);
    if (!facts) throw new SmolfaasError('router-failed', { name, message: 'its container is gone', log: [] });
    if (!facts.running || facts.restarting)
      throw await failure(engine, name, id, `it ended with code ${facts.exitCode}`, signal);
    const link = linkTo(engine, name, facts);
    const problem = link ? await firstAnswer(link, signal) : last;
    if (link && !problem) return link;
    last = problem ?? last;
    if (performance.now() > until)
      throw await failure(engine, name, id, `not ready after ${START_MS / 1000} s: ${last}`, signal);
  }
}

/** Undefined once the router returns its configuration; the reason until then. */
async function firstAnswer(link: RouterLink, signal: AbortSignal): Promise<string | undefined> {
  try {
    await link.read(signal);
    return undefined;
  } catch (error) {
    if (isSmolfaasError(error, 'router-unreachable')) return error.facts.message;
    throw error;
  }
}

async function failure(engine: RouterEngine, name: string, id: string, message: string, signal: AbortSignal) {
  const log = await engine.logTail(id, LOG_LINES, signal);
  return new SmolfaasError('router-failed', { name, message, log });
}
