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

type Reach = Pick<Settings, 'addr' | 'httpPort' | 'httpsPort' | 'bind'>;

/** Begins with a space; empty when the name is enough. */
export function curlOptions({ addr, httpPort, httpsPort, bind }: Reach, remoteHost: string | undefined): string {
  const isLocalName = addr === 'localhost' || addr.endsWith('.localhost');
  if (isLocalName && remoteHost === undefined) return '';
  const host = dialled(bind, remoteHost);
  const option = (port: number) =>
    isIP(host.replace(/^\[|\]$/g, '')) === 0
      ? `--connect-to ${addr}:${port}:${host}:${port}`
      : `--resolve ${addr}:${port}:${host}`;
  return ` ${[httpPort, httpsPort].map(option).join(' ')}`;
}

/** The address of the router's machine to which a client can send a call. */
function dialled([first = '127.0.0.1']: readonly string[], remoteHost = '127.0.0.1'): string {
  const host = first === '0.0.0.0' || first === '::' ? remoteHost : first;
  return host.includes(':') ? `[${host}]` : host;
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
