/**
 * How clients on this machine reach the router: curl's options that resolve a name to it, and a
 * message when nothing can.
 *
 * Resolvers map `*.localhost` (RFC 6761) to this machine. Any other name may not resolve to this
 * machine yet, and no name resolves to another machine.
 */
import { isIP } from 'node:net';
import type { Settings, UpOutcome } from '@smolfaas/core';
import { safe } from '../text/safe.js';
import { addressOf } from '../trust/address.js';

type Reach = Pick<Settings, 'addr' | 'httpPort' | 'httpsPort' | 'bind'>;

/** Begins with a space; empty when the name is enough. */
export function curlOptions({ addr, httpPort, httpsPort, bind }: Reach, remoteHost: string | undefined): string {
  const isLocalName = addr === 'localhost' || addr.endsWith('.localhost');
  if (isLocalName && remoteHost === undefined) return '';
  const address = addressOf({ bind }, remoteHost);
  const host = address.includes(':') ? `[${address}]` : address;
  const option = (port: number) =>
    isIP(address) === 0 ? `--connect-to ${addr}:${port}:${host}:${port}` : `--resolve ${addr}:${port}:${host}`;
  return ` ${[httpPort, httpsPort].map(option).join(' ')}`;
}

/** Why no call from here can succeed, and what helps; undefined when one can. */
export function outOfReach({ remoteHost }: UpOutcome, bind: readonly string[]): readonly string[] | undefined {
  const isLoopback = (address: string) => address === '::1' || address.startsWith('127.');
  if (remoteHost === undefined || !bind.every(isLoopback)) return undefined;
  const host = safe(remoteHost);
  return [
    `The engine runs on ${host}, and the router listens on the loopback of that machine only: it cannot be called from here.`,
    `To change that, name an address of ${host} that can be reached: smolfaas up --bind <address>`,
  ];
}
