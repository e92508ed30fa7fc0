/**
 * Reads the state of the running Caddy through its control server: the configuration, and the
 * contents of the route files.
 *
 * Gotcha: this takes two calls, so a change in between may be seen half. Everything that changes
 * the router holds the lock, so only `check` can meet that.
 */
import { SmolfaasError } from '@smolfaas/core';
import { type ConfigRead, readConfig } from './config.js';
import { callControl, type ControlAddress } from './control-client.js';
import { UPSTREAMS_PATH } from './control-server.js';
import { readRoutes } from './read-routes.js';

/** Deadline in milliseconds of every control server call except the probe, which has its own. */
export const CALL_MS = 5_000;

/** The state, and the token of the last write of routes. */
export type FencedState = ConfigRead & { readonly fence: string };

/** Returns the table of the running router. @throws router-unreachable */
export async function readState(address: ControlAddress, signal: AbortSignal): Promise<FencedState> {
  const [config, body] = await Promise.all([read(address, '/config/', signal), read(address, UPSTREAMS_PATH, signal)]);
  const { fence, routes } = readRoutes(body);
  return { ...readConfig(parseJson(config), routes), fence };
}

/** Returns the body of a GET that must succeed. @throws router-unreachable */
export async function read(address: ControlAddress, path: string, signal: AbortSignal): Promise<string> {
  const answer = await callControl(address, { method: 'GET', path, deadlineMs: CALL_MS }, signal);
  if (answer.status !== 200) throw unreachable(address, `GET ${path} answered ${answer.status}: ${answer.body}`);
  return answer.body;
}

/** The value of a JSON text; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error for a router that runs but does not do what it should. */
export function unreachable(address: ControlAddress, message: string): SmolfaasError {
  return new SmolfaasError('router-unreachable', { name: address.name, message });
}
