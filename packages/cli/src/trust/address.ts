/**
 * The address that this machine dials for the router: the first that it is published on. One that
 * means all addresses is replaced by that of the engine's machine.
 */
import type { Settings } from '@smolfaas/core';

/** @param remoteHost the machine of the engine, if it is another one. Without brackets */
export function addressOf({ bind: [first = '127.0.0.1'] }: Pick<Settings, 'bind'>, remoteHost?: string): string {
  if (first !== '0.0.0.0' && first !== '::') return first;
  return remoteHost ?? (first === '::' ? '::1' : '127.0.0.1');
}
